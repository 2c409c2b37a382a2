// Reading a picture along one parameter.
// In: its data. Out: the points at which an answer tips, the answers at a value, and the other side of a point.

import { readCsv } from "../lib/csv";

export interface Tip {
  at: number;
  words: string;
}

interface Along {
  question: string;
  kind: string;
  at: number;
  value: number | null;
  above: number | null;
  changes: string;
}

function rowsOf(data: string): Along[] {
  const { columns, rows } = readCsv(data);
  const cell = (row: string[], name: string) => row[columns.indexOf(name)] ?? "";
  const number = (text: string) => (text === "" ? null : Number(text));
  return rows.map((row) => ({
    question: cell(row, "question"),
    kind: cell(row, "kind"),
    at: Number(cell(row, "at")),
    value: number(cell(row, "value")),
    above: number(cell(row, "value_above")),
    changes: cell(row, "changes"),
  }));
}

/** Where answers tip, ascending; those at one place are one. */
export function readTips(data: string): Tip[] {
  const tips: Tip[] = [];
  for (const { at, question, changes } of rowsOf(data).filter(({ kind }) => kind === "tipping").sort((one, other) => one.at - other.at)) {
    const words = changes === "" ? `${question} turns` : changes;
    const last = tips.at(-1);
    if (last !== undefined && Math.abs(last.at - at) <= 1e-5 * Math.max(1, Math.abs(at))) {
      if (!last.words.includes(words)) last.words += `; ${words}`;
    } else tips.push({ at, words });
  }
  return tips;
}

/** The answer to each question at the point that is nearest to a value, on the same side of where it tips. */
export function answersAt(data: string, value: number): { question: string; value: number | null }[] {
  const nearest = new Map<string, Along>();
  const tips = readTips(data);
  const across = (at: number) => tips.some((tip) => tip.at < value !== tip.at < at);
  for (const row of rowsOf(data).filter(({ kind }) => kind === "point")) {
    const best = nearest.get(row.question);
    const nearer = best === undefined || Math.abs(row.at - value) < Math.abs(best.at - value);
    if (best === undefined || (across(best.at) && !across(row.at)) || (nearer && (across(best.at) || !across(row.at)))) nearest.set(row.question, row);
  }
  return [...nearest.values()].map((row) => ({ question: row.question, value: row.value }));
}

/** A value a little beyond a point, on the other side of it than `now`: there the answer is the other one. */
export function beyond(at: number, now: number, low: number, high: number): number {
  const step = (high - low) / 200;
  const to = now < at ? at + step : at - step;
  const within = Math.min(high, Math.max(low, to));
  return Number(within.toPrecision(4));
}

/** The next point in a direction, if there is one. */
export function nextTip(tips: readonly Tip[], now: number, way: 1 | -1): Tip | null {
  const ahead = tips.filter(({ at }) => (at - now) * way > 0);
  return (way === 1 ? ahead[0] : ahead.at(-1)) ?? null;
}
