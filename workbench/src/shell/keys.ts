// Keys of the whole page. Single letters count only where nobody is writing.
// In: an event of the keyboard. Out: what is wished, or null.

export type Wish = "ask" | "help" | "text" | "numbers" | "answer" | "save" | "open" | "now";

interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function wish(event: Key, writing: boolean): Wish | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    const held: Record<string, Wish> = { s: "save", o: "open", Enter: "now" };
    return held[event.key] ?? null;
  }
  if (writing) return null;
  const bare: Record<string, Wish> = { "/": "ask", "?": "help", e: "text", n: "numbers", a: "answer" };
  return bare[event.key] ?? null;
}

/** Whether keys are letters to the element. */
export function writes(element: EventTarget | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return element instanceof HTMLInputElement && !["range", "radio", "checkbox", "button"].includes(element.type);
}
