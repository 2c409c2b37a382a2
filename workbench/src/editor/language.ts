// Colours of words in a model, line by line. It need not be exact: the messages come from the program.
// In: a line. Out: kinds of words. Keywords are contextual, as in docs/language.md: `ask` alone on a line is a label.

import { StreamLanguage, type StringStream } from "@codemirror/language";

const words = (text: string) => new Set(text.split(" "));

/** Statements that begin with a word and go on. */
const STATEMENTS = words(
  "standoff use source parameters parameter fact judgement assumption opinion option issue secret given let discount " +
    "play scene outcome variant ask check now repeat if reveal chance without",
);
/** Statements that may stand alone on their line. */
const HEADINGS = words("actors experts parameters play else");
/** Words within a line. */
const WITHIN = words(
  "chooses offers may gains if then else is not and or otherwise when with where from to in by of over among probability " +
    "weight privately hidden secretly on after as rated par unit per indifferent everyone steps cells step times at once " +
    "within value play knowing tipping point sweep strategy importance parameters for equilibria distribution what would " +
    "change opinions variant option branch probe-of",
);
/** Words that only mean something in a question. */
const ASKING = words(
  "value play knowing tipping point sweep strategy importance parameters for equilibria distribution what would change " +
    "opinions variant option branch within over",
);
/** After these a name is declared. */
const DECLARES = words("standoff source parameter option issue secret let scene outcome variant chance chooses offers may now repeat");
const FUNCTIONS = words("min max abs sqrt exp log quantile P E normal beta triangular lognormal uniform");

const NAME = /^[\p{XID_Start}_][\p{XID_Continue}]*/u;
const DATE = /^\d{4}-\d\d-\d\d/;
const NUMBER = /^(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?/;

export interface State {
  /** The first word of the line. */
  first: string;
  /** The word before. */
  before: string;
  /** Whether only labels follow. */
  labels: boolean;
}

export type Kind = "comment" | "string" | "number" | "keyword" | "operator" | "labelName" | "variableName" | "variableName.definition" | "variableName.standard" | "invalid";

export function token(stream: StringStream, state: State): Kind | null {
  const begins = stream.sol() || stream.string.slice(0, stream.pos).trim() === "";
  if (stream.sol()) Object.assign(state, { first: "", before: "", labels: false });
  if (stream.match(/^ +/)) return null;
  if (stream.match(/^\t+/)) return "invalid";
  if (stream.match(/^#.*/)) return "comment";
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return after(state, '"', "string");
  if (stream.match(DATE) || stream.match(NUMBER)) return after(state, "0", "number");
  if (stream.match("->")) return after(state, "->", "operator");
  if (stream.match(/^(?:<=|>=|[-+*/^=<>~])/)) return after(state, "+", "operator");
  const name = stream.match(NAME);
  if (name && name !== true) return after(state, name[0], named(name[0], begins, stream, state));
  const letter = stream.next();
  if (letter === ":") state.labels = true;
  return after(state, letter ?? "", null);
}

function after<Result>(state: State, word: string, result: Result): Result {
  state.before = word;
  return result;
}

function named(word: string, begins: boolean, stream: StringStream, state: State): Kind {
  const rest = stream.string.slice(stream.pos).trim();
  if (begins) {
    state.first = word;
    const alone = rest === "" || rest.startsWith("#");
    if (alone ? HEADINGS.has(word) : STATEMENTS.has(word) && !/^["]/.test(quoteMeansLabel(word) ? rest : "")) return "keyword";
    if (HEADINGS.has(word)) return "keyword";
    if (word === "at" && rest.startsWith("once")) return "keyword";
    return /^(?:=|chooses|offers|may|gains|,)/.test(rest) ? "variableName" : "labelName";
  }
  if (state.labels) return "labelName";
  if (state.before === "." || state.before === "->") return "variableName";
  if ((state.before === "is" && word !== "not") || (state.before === "not" && !WITHIN.has(word))) return "labelName";
  if (state.before === "among") {
    state.labels = true;
    return "labelName";
  }
  if (state.before === "=" && state.first === "option") return "labelName";
  if (FUNCTIONS.has(word) && rest.startsWith("(")) return "variableName.standard";
  if (DECLARES.has(state.before) && !ASKING.has(state.first) && !isAsking(state.first)) return "variableName.definition";
  if (WITHIN.has(word) && (!ASKING.has(word) || isAsking(state.first) || word === "play" || word === "option")) return "keyword";
  return "variableName";
}

function isAsking(first: string): boolean {
  return first === "ask" || first === "check";
}

/** Words that begin no statement when a caption follows at once. */
function quoteMeansLabel(word: string): boolean {
  return word !== "parameters" && word !== "use" && word !== "experts" && word !== "actors";
}

export const standoff = StreamLanguage.define<State>({
  name: "standoff",
  startState: () => ({ first: "", before: "", labels: false }),
  copyState: (state) => ({ ...state }),
  token,
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", '"'] } },
});
