// Pictures as they come from the program, made ready for the page, and what the page puts into them.
// In: an SVG as in files. Out: the same without its style sheet (the page has that), in the theme of the page; elements, places.

export type Theme = "auto" | "light" | "dark";

export function forPage(svg: string, theme: Theme): string {
  return svg
    .replace(/<\?xml[^>]*\?>/, "")
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/(<svg\b[^>]*\bclass="standoff )(auto|light|dark)\b/, `$1${theme}`);
}

/** A shape, a group or a text of a drawing. */
export function shape<Kind extends keyof SVGElementTagNameMap>(kind: Kind, attributes: Readonly<Record<string, string | number>> = {}): SVGElementTagNameMap[Kind] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** Where a pointer is, in units of a drawing; null while that is not shown. */
export function placeIn(svg: SVGSVGElement | null, { clientX, clientY }: MouseEvent): DOMPoint | null {
  const matrix = svg?.getScreenCTM();
  return matrix ? new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse()) : null;
}
