// Completion and hover: the server knows the model, the editor only asks.
// In: the session. Out: extensions of the editor. Both count UTF-16 units.

import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import type { CompleteReply, HoverReply } from "../lib/protocol";
import type { Session } from "../lib/session.svelte";

/** Kinds that have a sign of their own in the list. */
const KINDS: Record<string, string> = { keyword: "keyword", actor: "class", parameter: "variable", label: "enum", decision: "function" };

export function completion(session: Session): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.matchBefore(/[\p{XID_Continue}.]+/u);
    if (before === null && !context.explicit) return null;
    const { from, items } = await session.live
      .ask<CompleteReply>({ do: "complete", text: context.state.doc.toString(), name: session.name, at: context.pos })
      .catch(() => ({ from: context.pos, items: [] }));
    if (context.aborted || items.length === 0) return null;
    const options = items.map((item): Completion => {
      const option: Completion = { label: item.label, apply: item.insert ?? item.label };
      if (item.detail !== undefined) option.detail = item.detail;
      if (item.kind !== undefined) option.type = KINDS[item.kind] ?? item.kind;
      return option;
    });
    return { from, options, validFor: /^[\p{XID_Continue}]*$/u };
  };
  return autocompletion({ override: [source], icons: false, activateOnTypingDelay: 150 });
}

export function hover(session: Session): Extension {
  return hoverTooltip(async (view, at) => {
    const said = await session.live
      .ask<HoverReply>({ do: "hover", text: view.state.doc.toString(), name: session.name, at })
      .catch(() => null);
    if (said === null || !said.text) return null;
    return {
      pos: said.from,
      end: said.to,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "hover";
        for (const paragraph of said.text.split("\n")) dom.append(Object.assign(document.createElement("p"), { textContent: paragraph }));
        return { dom };
      },
    };
  });
}
