// Browser tests: the built page from the mock server, in Chromium, under the real policy.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/*.spec.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
});
