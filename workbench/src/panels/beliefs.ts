// Reading beliefs over time.
// In: the drawing, whose steps are groups that say what was seen and where they lie, and its data. Out: lines of steps, beliefs after each.

import { readCsv } from "../lib/csv";

export interface Line {
  observer: string;
  secret: string;
  steps: Step[];
}

export interface Step {
  /** What was seen, `Russia: opening call`; empty at the start. */
  seen: string;
  /** The nodes of the tree at which it has just been seen, the likeliest first. */
  nodes: number[];
  element: SVGGElement;
  start: number;
  end: number;
  top: number;
  bottom: number;
}

export interface Belief {
  opinion: string;
  values: { value: string; probability: number }[];
  /** It never comes to this. */
  never: boolean;
}

export function readSteps(canvas: ParentNode): Line[] {
  const lines: Line[] = [];
  for (const element of canvas.querySelectorAll<SVGGElement>(".step[data-step]")) {
    const { observer = "", secret = "", step, seen = "", nodes = "", start, end, top, bottom } = element.dataset;
    if (step === "0") lines.push({ observer, secret, steps: [] });
    lines.at(-1)?.steps.push({ seen, nodes: nodes.split(" ").filter((each) => each !== "").map(Number), element, start: Number(start), end: Number(end), top: Number(top), bottom: Number(bottom) });
  }
  return lines;
}

/** The last of the steps that have been seen on a way through the tree. */
export function stepOn(way: readonly number[], steps: readonly Pick<Step, "nodes">[]): number {
  const on = new Set(way);
  return steps.reduce((last, { nodes }, number) => (nodes.some((node) => on.has(node)) ? number : last), 0);
}

/** What is believed after a step, opinion by opinion. The data number the steps that are drawn. */
export function beliefsAfter(data: string, line: Pick<Line, "observer" | "secret">, step: number): Belief[] {
  const { columns, rows } = readCsv(data);
  const cell = (row: string[], name: string) => row[columns.indexOf(name)] ?? "";
  const found: Belief[] = [];
  for (const row of rows) {
    if (cell(row, "observer") !== line.observer || cell(row, "secret") !== line.secret || cell(row, "step") !== String(step)) continue;
    const opinion = cell(row, "opinion");
    let belief = found.find((each) => each.opinion === opinion);
    if (belief === undefined) found.push((belief = { opinion, values: [], never: !(Number(cell(row, "reach")) > 0) }));
    if (cell(row, "probability") !== "") belief.values.push({ value: cell(row, "value"), probability: Number(cell(row, "probability")) });
  }
  return found;
}
