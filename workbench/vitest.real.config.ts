// End-to-end tests: the built page from the program itself, in Chromium. The program is what `cargo build --release` made, or what `STANDOFF` names.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/real/**/*.spec.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
});
