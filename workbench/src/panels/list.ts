// The panels, in the order in which they stand. The id is the fragment of the panel's address.

export const PANELS = [
  { id: "ask", title: "Ask", short: "Ask" },
  { id: "brief", title: "The brief", short: "Brief" },
  { id: "outcomes", title: "What happens", short: "Outcomes" },
  { id: "tree", title: "The game tree", short: "Tree" },
  { id: "beliefs", title: "Who believes what, and when", short: "Beliefs" },
  { id: "strategy", title: "Who does what", short: "Strategy" },
  { id: "values", title: "What things are worth", short: "Worth" },
  { id: "tornado", title: "What carries the answer", short: "Drivers" },
  { id: "importance", title: "What matters when all numbers move", short: "Shares" },
  { id: "tipping", title: "Where the answer tips", short: "Tipping" },
  { id: "phase", title: "Two numbers at once", short: "Map" },
  { id: "equilibria", title: "Other equilibria", short: "Equilibria" },
  { id: "play", title: "Take a seat", short: "Play" },
] as const;

export type PanelId = (typeof PANELS)[number]["id"];

export function titleOf(id: PanelId): string {
  return PANELS.find((panel) => panel.id === id)?.title ?? id;
}
