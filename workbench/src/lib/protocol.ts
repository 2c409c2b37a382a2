// The messages between the page and its server, as in docs/decisions/013-workbench.md.
// In: nothing. Out: types of requests and replies, and to which lane a request belongs.

/** Values that differ from the file's; what is left out is as in the file. */
export interface Setting {
  parameters: Record<string, number>;
  options: Record<string, string>;
  variant: string | null;
  opinions: string | null;
}

/** What every request about a model carries. */
export interface Model {
  text: string;
  name: string;
}

export type Request =
  | ({ do: "check" } & Model)
  | ({ do: "complete" | "hover"; at: number } & Model)
  | ({ do: "answer"; setting: Setting; pictures: PictureName[] } & Model)
  | ({ do: "picture"; setting: Setting; picture: PictureName } & PictureArguments & Model)
  | ({ do: "question"; setting: Setting; question: string; slot: Slot } & Model)
  | ({ do: "play"; setting: Setting; actor: string; seed: number; lambda: number | null; moves: string[] } & Model)
  | ({ do: "export"; setting: Setting; picture: PictureName; format: "png" | "pdf" } & PictureArguments & Model);

/** Panels that ask questions; each has a lane of its own. */
export type Slot = "free" | "equilibria";

export const PICTURES = [
  "tree",
  "beliefs",
  "outcomes",
  "strategy",
  "values",
  "tipping",
  "tornado",
  "importance",
  "phase",
] as const;
export type PictureName = (typeof PICTURES)[number];

/** What a picture is about: parameters, a question, folded parts of a tree that are open, experts beside each other, how fine a map is, what is played. */
export interface PictureArguments {
  over?: string[];
  question?: string;
  opened?: number[];
  opinions?: string[];
  points?: number;
  /** An equilibrium that a tree shows instead of the solution. */
  played?: Played;
}

/** A way to play: labels with their probabilities, by information set. */
export interface Played {
  name: string;
  moves: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export type Severity = "error" | "warning" | "note";

/** A message about the text. Places are UTF-16 units from the start. */
export interface Diagnostic {
  code: string;
  severity: Severity;
  message: string;
  hint?: string | null;
  from: number;
  to: number;
  line: number;
  column: number;
  fix?: { from: number; to: number; insert: string } | null;
}

export interface Parameter {
  name: string;
  label: string;
  group: string;
  value: number;
  low: number | null;
  high: number | null;
  percent: boolean;
  /** Its words as in the file, and its density at evenly spaced points from low to high, the greatest 1. */
  distribution?: { words: string; density: number[] } | null;
}

export interface Option {
  name: string;
  label?: string;
  values: string[];
  value: string;
}

export interface Named {
  name: string;
  label?: string;
}

export interface Outline {
  name: string;
  title: string;
  actors: Named[];
  parameters: Parameter[];
  options: Option[];
  opinions: Named[];
  variants: Named[];
  questions: string[];
}

export interface CheckReply {
  diagnostics: Diagnostic[];
  outline: Outline | null;
}

export interface CompleteReply {
  from: number;
  items: { label: string; detail?: string; kind?: string; insert?: string }[];
}

export interface HoverReply {
  from: number;
  to: number;
  text: string;
}

export interface BottomLinePart {
  part: "bottom line";
  text: string;
  status: string;
}

/** The brief without its bottom line. */
export interface BriefPart {
  part: "brief";
  html: string;
  command: string;
}

/** Where a parameter lies in a picture: values `from`..`to` at `start`..`end`, in units of the picture. */
export interface PictureAxis {
  name: string;
  from: number;
  to: number;
  start: number;
  end: number;
}

export interface PicturePart {
  part: "picture";
  picture: PictureName;
  svg: string;
  /** The same as text, as HTML. */
  twin: string;
  /** Comma-separated values. */
  data: string;
  command: string;
  axes?: PictureAxis[];
}

/** Where the answer turns as one parameter moves alone. */
export interface Flip {
  at: number;
  words: string;
}
export interface FlipsPart {
  part: "flips";
  flips: Record<string, Flip[]>;
}

/** The values in force that the setting comes to (an expert's, a variant's). */
export interface SettingPart {
  part: "setting";
  parameters: Record<string, number>;
}

export type AnswerPart = SettingPart | BottomLinePart | PicturePart | FlipsPart | BriefPart;

export interface QuestionReply {
  html: string;
  text: string;
  command: string;
}

/** A file that is no text. */
export interface ExportReply {
  type: string;
  base64: string;
}

export interface Turn {
  /** What the actor has seen and done so far, one sentence each. */
  seen: string[];
  /** What it may believe. */
  believes: { what: string; probability: number | null }[];
  /** The decision it is about to take. */
  decision: string;
  labels: { label: string; caption?: string }[];
}

export interface PlayReply {
  turn?: Turn;
  /** At the end, as HTML. */
  debrief?: string;
  /** What takes up the same round elsewhere. */
  command?: string;
}

/** What every reply has. */
export interface Envelope {
  id: number;
  done?: boolean;
  error?: string;
  seconds?: number;
}

/** Requests of one lane replace each other; those without one stand alone. */
export function laneOf(request: Request): string | null {
  switch (request.do) {
    case "check":
    case "answer":
    case "play":
    case "export":
      return request.do;
    case "picture":
      return `picture ${request.picture}`;
    case "question":
      return `question ${request.slot}`;
    case "complete":
    case "hover":
      return null;
  }
}

/** A reply, or null for anything that is none. */
export function readReply(data: unknown): (Envelope & Record<string, unknown>) | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null) return null;
    const reply = value as Envelope & Record<string, unknown>;
    return Number.isInteger(reply.id) ? reply : null;
  } catch {
    return null;
  }
}
