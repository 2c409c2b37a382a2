// Pictures as they come from the program, made ready for the page.
// In: an SVG as in files. Out: the same without its style sheet (the page has that), in the theme of the page.

export type Theme = "auto" | "light" | "dark";

export function forPage(svg: string, theme: Theme): string {
  return svg
    .replace(/<\?xml[^>]*\?>/, "")
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/(<svg\b[^>]*\bclass="standoff )(auto|light|dark)\b/, `$1${theme}`);
}
