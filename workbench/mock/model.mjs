// Reads just enough of a model to answer as the program would: names, values, a mistake or two.

const number = (text) => (text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text));

export function outline(text) {
  const lines = text.split("\n");
  const head = /^standoff (\S+)(?: "(.*)")?/.exec(lines[0] ?? "");
  const found = { name: head?.[1] ?? "", title: head?.[2] ?? "", actors: [], parameters: [], options: [], opinions: [], variants: [], questions: [] };
  let under = "";
  let heading = "";
  let labels = [];
  for (const line of lines) {
    const top = /^\S/.test(line);
    if (top && !line.startsWith("#")) under = line.split(/[ "]/)[0];
    if (top && under === "parameters") {
      heading = /"(.*)"/.exec(line)?.[1] ?? "";
      labels = [];
      under = /^parameters by/.test(line) ? "table" : "parameters";
      continue;
    }
    const indented = /^ {2}([\p{L}_][\p{L}\p{N}_]*)(?:\s+"(.*)")?\s*$/u.exec(line);
    if (under === "actors" && indented) found.actors.push({ name: indented[1], label: indented[2] ?? "" });
    if (under === "experts" && indented) found.opinions.push({ name: indented[1], label: indented[2] ?? "" });
    const option = /^option (\S+) = (\S+) among ([^"]*?)\s*(?:"(.*)")?$/.exec(line);
    if (option) found.options.push({ name: option[1], label: option[4] ?? "", values: option[3].split(/,\s*/), value: option[2] });
    const variant = /^variant (\S+)(?: "(.*)")?/.exec(line);
    if (variant) found.variants.push({ name: variant[1], label: variant[2] ?? "" });
    const ask = /^ask (.*)$/.exec(line);
    if (ask) found.questions.push(ask[1]);
    if (under === "parameters") {
      const match = /^ {2}(\S+)\s+=\s+(\S+)(?:\s+in (\S+) to (\S+))?(?:\s+"(.*)")?/.exec(line);
      if (match) found.parameters.push({ name: match[1], label: match[5] ?? "", group: heading, value: number(match[2]), low: match[3] ? number(match[3]) : null, high: match[4] ? number(match[4]) : null, percent: match[2].endsWith("%"), distribution: match[1] === "p_settler" ? { words: "triangular", density: Array.from({ length: 21 }, (_, at) => Math.exp(-(((at - 9) / 5) ** 2))) } : null });
    }
    if (under === "table" && !top) {
      const words = line.trim().split(/\s+/);
      if (labels.length === 0) labels = words;
      else {
        const match = /^(\S+)\s+(.*?)\s+in (\S+) to (\S+)(?:\s+"(.*)")?/.exec(line.trim());
        match?.[2].split(/\s+/).forEach((value, at) => found.parameters.push({ name: `${match[1]}.${labels[at]}`, label: `${match[5] ?? match[1]} (${labels[at]})`, group: heading, value: number(value), low: number(match[3]), high: number(match[4]), percent: false, distribution: null }));
      }
    }
  }
  return found;
}

export function diagnostics(text) {
  const out = [];
  const at = (from, word, code, severity, message, hint, insert) => {
    const before = text.slice(0, from).split("\n");
    const to = from + word.length;
    out.push({ code, severity, message, hint, from, to, line: before.length, column: before.at(-1).length + 1, fix: insert === undefined ? null : { from, to, insert } });
  };
  for (const match of text.matchAll(/\bchoses\b/g)) at(match.index, "choses", "SD124", "error", "`choses` means nothing here", "did you mean `chooses`?", "chooses");
  for (const match of text.matchAll(/\t+/g)) at(match.index, match[0], "SD101", "error", "a tab; the language indents by two spaces", null, "  ");
  for (const match of text.matchAll(/^parameter unused/gm)) at(match.index, "parameter unused", "SD230", "warning", "`unused` is used nowhere", null, undefined);
  return out;
}
