// Builds the page into the crate that embeds it. Names carry no hashes and nothing is inlined, so that the same sources give
// the same files and the page runs under `script-src 'self'`.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { licences } from "./licences";

export default defineConfig({
  plugins: [svelte(), licences()],
  base: "./",
  build: {
    outDir: "../crates/cli/assets/workbench",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: {
        entryFileNames: "workbench.js",
        assetFileNames: "workbench[extname]",
        inlineDynamicImports: true,
      },
    },
  },
});
