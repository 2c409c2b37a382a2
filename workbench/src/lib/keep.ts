// What outlives a reload: unsaved work in the tab (`sessionStorage`), tastes in the browser (`localStorage`).
// In: plain values. Out: the same, or null where there is nothing, or nothing that can be read.

function storage(tab: boolean): Storage | null {
  try {
    return tab ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown, where: "tab" | "browser" = "tab"): boolean {
  try {
    storage(where === "tab")?.setItem(`standoff ${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function kept<Value>(name: string, where: "tab" | "browser" = "tab"): Value | null {
  try {
    const text = storage(where === "tab")?.getItem(`standoff ${name}`);
    return text == null ? null : (JSON.parse(text) as Value);
  } catch {
    return null;
  }
}
