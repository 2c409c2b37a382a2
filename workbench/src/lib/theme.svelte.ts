// Light or dark: as the system has it, unless somebody said otherwise here.

import { keep, kept } from "./keep";
import type { Theme } from "./svg";

const WORDS: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

class Look {
  theme = $state<Theme>("auto");
  readonly words = $derived(WORDS[this.theme]);

  begin(): void {
    const theme = kept<Theme>("theme", "browser");
    if (theme !== null && theme in NEXT) this.theme = theme;
    this.apply();
  }

  next(): void {
    this.theme = NEXT[this.theme];
    keep("theme", this.theme, "browser");
    this.apply();
  }

  private apply(): void {
    if (this.theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }
}

export const look = new Look();
