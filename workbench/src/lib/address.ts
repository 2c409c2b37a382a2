// Addresses of panels: fragments such as `#tipping?over=prize&question=P(war)`, to be bookmarked and shared.
// In: a panel and what its picture is about. Out: a fragment, and back.

import type { PictureArguments } from "./protocol";

export interface Place {
  id: string;
  what: PictureArguments;
}

export function addressOf(id: string, what: PictureArguments = {}): string {
  const words = new URLSearchParams();
  if (what.over?.length) words.set("over", what.over.join(","));
  if (what.question) words.set("question", what.question);
  if (what.opinions?.length) words.set("opinions", what.opinions.join(","));
  if (what.points !== undefined) words.set("points", String(what.points));
  const more = words.toString();
  return `#${id}${more === "" ? "" : `?${more}`}`;
}

export function readAddress(hash: string): Place {
  const [id = "", more = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const words = new URLSearchParams(more);
  const list = (name: string) => (words.get(name) ?? "").split(",").filter((word) => word !== "");
  const what: PictureArguments = {};
  if (list("over").length > 0) what.over = list("over");
  if (words.get("question")) what.question = words.get("question")!;
  if (list("opinions").length > 0) what.opinions = list("opinions");
  const points = Number(words.get("points"));
  if (Number.isInteger(points) && points > 0) what.points = points;
  return { id: safely(id), what };
}

function safely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
