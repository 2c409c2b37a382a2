// The licences of what is built into the page, in one file beside it.
// In: the modules of the bundle. Out: `licences.txt`: names and versions under each text.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

export function licences(): Plugin {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      const packages = new Map<string, string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const [file, { renderedLength }] of Object.entries(chunk.modules)) {
          const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(file);
          if (renderedLength > 0 && found) packages.set(found[2]!, found[1]!);
        }
      }
      const texts = new Map<string, string[]>();
      for (const [name, folder] of [...packages].sort(([one], [other]) => (one < other ? -1 : 1))) {
        const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
        if (file === undefined) throw new Error(`${name} has no licence`);
        const text = readFileSync(join(folder, file), "utf8").trim();
        texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
      }
      const source = [...texts].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source });
    },
  };
}
