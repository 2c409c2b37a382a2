// The program itself: `standoff serve` in a folder of its own, with the models that a test puts there.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
/** The program to try: `STANDOFF`, else what `cargo build --release` made. */
export const PROGRAM = process.env.STANDOFF ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", "standoff");

export const FLAGSHIP = "february-2024.standoff";

/** The text of a shipped model. */
export function shipped(name) {
  return readFileSync(join(root, "models", name), "utf8");
}

/** Starts the server on files by name, opening the first. */
export async function start(files = { [FLAGSHIP]: shipped(FLAGSHIP) }, words = []) {
  const folder = mkdtempSync(join(tmpdir(), "standoff-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const first = Object.keys(files).slice(0, 1);
  const child = spawn(PROGRAM, ["serve", ...first, "--port", "0", "--quiet", ...words], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const [address] = await once(createInterface(child.stdout), "line");
  return {
    address,
    origin: new URL(address).origin,
    folder,
    process: child,
    close: async () => {
      if (child.exitCode === null) {
        child.kill();
        await once(child, "exit");
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
