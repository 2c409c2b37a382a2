// How components are compiled: runes everywhere, styles in the one style sheet (the policy allows no inline styles).
import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, css: "external" },
};
