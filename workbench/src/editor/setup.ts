// What the editor is made of.
// In: the session. Out: its extensions. Styles are classes with colours in style/editor.css; the few that CodeMirror writes
// itself carry the page's nonce.

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, isolateHistory } from "@codemirror/commands";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { linter, lintKeymap, setDiagnostics, type Diagnostic as Mark } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import type { Diagnostic } from "../lib/protocol";
import type { Session } from "../lib/session.svelte";
import { completion, hover } from "./asking";
import { standoff } from "./language";

const classes = tagHighlighter([
  { tag: tags.keyword, class: "w-keyword" },
  { tag: tags.comment, class: "w-comment" },
  { tag: tags.string, class: "w-string" },
  { tag: tags.number, class: "w-number" },
  { tag: tags.operator, class: "w-operator" },
  { tag: tags.labelName, class: "w-label" },
  { tag: tags.definition(tags.variableName), class: "w-definition" },
  { tag: tags.standard(tags.variableName), class: "w-function" },
  { tag: tags.invalid, class: "w-invalid" },
]);

export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

export function extensions(session: Session, leave: () => void): Extension {
  return [
    EditorView.cspNonce.of(nonce()),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    syntaxHighlighting(classes),
    standoff,
    bracketMatching(),
    closeBrackets(),
    completion(session),
    hover(session),
    linter(null),
    search({ top: true }),
    highlightActiveLine(),
    highlightSelectionMatches(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "Text of the model", spellcheck: "false", tabindex: "0" }),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => (session.look(), true) },
      { key: "Tab", run: indentMore, shift: indentLess },
      ...searchKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
      { key: "Escape", run: () => (leave(), true) },
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) session.edited(update.state.doc.toString());
    }),
  ];
}

/** Puts words in place of others, as a step that is undone by itself. */
export function replace(view: EditorView, from: number, to: number, insert: string): void {
  view.dispatch({ changes: { from, to, insert }, annotations: isolateHistory.of("full") });
}

/** What a fix does, in words. */
export function fixWords(insert: string): string {
  if (insert === "") return "Remove it";
  return insert.trim() === "" ? "Write spaces" : `Write “${insert.trim()}”`;
}

/** Underlines what the messages are about. */
export function underline(view: EditorView, diagnostics: readonly Diagnostic[]): void {
  const end = view.state.doc.length;
  const marks = diagnostics.map((diagnostic): Mark => {
    const from = Math.min(diagnostic.from, end);
    const mark: Mark = {
      from,
      to: Math.min(Math.max(diagnostic.to, from), end),
      severity: diagnostic.severity === "note" ? "info" : diagnostic.severity,
      message: diagnostic.hint ? `${diagnostic.message}: ${diagnostic.hint}` : diagnostic.message,
      source: diagnostic.code,
    };
    const { fix } = diagnostic;
    if (fix) {
      const apply = (on: EditorView) => replace(on, fix.from, fix.to, fix.insert);
      mark.actions = [{ name: fixWords(fix.insert), apply }];
    }
    return mark;
  });
  view.dispatch(setDiagnostics(view.state, marks));
}
