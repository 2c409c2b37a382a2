// What it means that something is worth something.
// In: a question about a value, in the words of the language. Out: a sentence that defines it.

const KINDS: [RegExp, (found: string[]) => string][] = [
  [/^value of play to (\S+)/, ([who]) => `What ${who} gains on average over all that may happen, if all play as in the solution.`],
  [/^value of (\S+) over (\S+) to (\S+)/, ([one, other, who]) => `What ${who} gains on average with ${one}, less what it gains with ${other}, each where it has to choose, all else as in the solution.`],
  [/^value to (\S+) of knowing (\S+)/, ([who, what]) => `What ${who} gains more in a game in which it is shown ${what} and everybody knows that it is. That game is solved anew, so others may act otherwise: it can be below zero.`],
  [/^value of option (\S+) to (\S+)/, ([what, who]) => `What ${who} gains more with the last value of the option ${what} than with its first; both games are solved.`],
  [/^value of variant (\S+) to (\S+)/, ([what, who]) => `What ${who} gains more in the variant ${what} than as the file is; both games are solved.`],
  [/^value of (\S+) to (\S+)/, ([what, who]) => `What ${who} gains more in a game that offers ${what} than in one that does not; both are solved. It can be below zero.`],
  [/^E\(/, () => "An average over all that may happen, each weighted by how likely it is."],
  [/^P\(/, () => "How likely it is, if all play as in the solution."],
];

export function definitionOf(question: string): string {
  for (const [kind, words] of KINDS) {
    const found = kind.exec(question);
    if (found !== null) return words(found.slice(1));
  }
  return "A difference of gains between games that are both solved; the language's manual has its definition.";
}
