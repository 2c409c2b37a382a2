// Rows of a picture that can be gone through: by pointer, by touch, by arrows and Enter.
// In: the rows, what a row is called and leads to. Out: rows that are buttons, one of them a stop of the Tab key.

import type { Session } from "../lib/session.svelte";
import { shape } from "../lib/svg";

export interface Rows {
  selector: string;
  /** What a row says to those who do not see it, after what is written in it. */
  more: (row: SVGGElement) => string;
  /** Where it leads. */
  act: (row: SVGGElement) => void;
  /** It is pointed at, or has the focus. */
  read?: (row: SVGGElement) => void;
}

/** Rows of parameters lead to their sliders. */
export function leadToSliders(canvas: HTMLElement, session: Session): void {
  goThrough(canvas, {
    selector: ".parameter[data-parameter]",
    more: (row) => `${row.querySelector("title")?.textContent ?? ""} Go to its slider.`,
    act: (row) => void session.page?.toSlider(row.dataset.parameter ?? ""),
  });
}

/** Makes rows of a picture buttons; `at` is the one that Tab comes to. */
export function goThrough(canvas: HTMLElement, { selector, more, act, read }: Rows): void {
  const rows = [...canvas.querySelectorAll<SVGGElement>(selector)];
  if (rows.length === 0) return;
  // What is inside of an image is not told.
  canvas.querySelector("svg")?.setAttribute("role", "group");
  rows.forEach((row, number) => {
    row.classList.add("leads");
    row.setAttribute("role", "button");
    row.setAttribute("tabindex", number === 0 ? "0" : "-1");
    row.setAttribute("aria-label", `${written(row)}. ${more(row)}`);
    row.prepend(backOf(row));
    row.addEventListener("click", () => {
      stop(row);
      act(row);
    });
    row.addEventListener("focus", () => read?.(row));
    row.addEventListener("pointerenter", () => read?.(row));
    row.addEventListener("keydown", (event) => key(event, row, number));
  });

  function stop(at: SVGGElement): void {
    for (const row of rows) row.setAttribute("tabindex", row === at ? "0" : "-1");
  }

  function key(event: KeyboardEvent, row: SVGGElement, number: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const places: Record<string, number> = { ArrowDown: number + 1, ArrowUp: number - 1, Home: 0, End: rows.length - 1 };
    const to = rows[places[event.key] ?? -1];
    if (event.key === "Enter" || event.key === " ") act(row);
    else if (to !== undefined) {
      stop(to);
      to.focus();
    } else if (!(event.key in places)) return;
    event.preventDefault();
  }
}

/** What is written in a row. */
function written(row: SVGGElement): string {
  return [...row.querySelectorAll("text")].map((text) => text.textContent).join(" ");
}

/** A back as large as the row, so that all of it can be pointed at. */
function backOf(row: SVGGElement): SVGElement {
  const { x, y, width, height } = row.getBBox();
  const tall = Math.max(height, 24);
  return shape("rect", { x, y: y - (tall - height) / 2, width, height: tall, class: "hit" });
}
