// The brief and answers as HTML, from the program's own text (canned/).

import { readFileSync } from "node:fs";

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const read = (name) => readFileSync(new URL(`canned/${name}.txt`, import.meta.url), "utf8");

/** Lines that a table cell was broken over, as one. */
function unbroken(lines) {
  const out = [];
  for (const line of lines) {
    if (/^\s{6,}\S/.test(line) && out.length > 0 && !/\S {2,}\S/.test(line)) out[out.length - 1] += ` ${line.trim()}`;
    else out.push(line);
  }
  return out.flatMap((line, at) => {
    const next = out[at + 1];
    if (next !== undefined && /^ {2}\S/.test(line) && !/\S {2,}\S/.test(line) && /^ {2}(\([a-z]+\)|[a-z]+) {3,}/.test(next)) {
      out[at + 1] = next.replace(/^ {2}/, `  ${line.trim()} `);
      return [];
    }
    return [out[at]];
  });
}

function block(lines) {
  const html = [];
  let rows = [];
  let words = [];
  const flushRows = () => {
    if (rows.length === 0) return;
    const widest = Math.max(...rows.map((row) => row.length));
    const head = rows[0][0] === "" ? rows.shift() : null;
    const cell = (tag, text, at) => `<${tag}${at > 0 && /^[+−-]?\d/.test(text) ? ' class="right"' : ""}>${escaped(text)}</${tag}>`;
    const padded = (row) => [...row, ...Array(Math.max(0, widest - row.length)).fill("")];
    const first = head === null ? "" : `<thead><tr>${[...Array(widest - head.length + 1).fill(""), ...head.slice(1)].slice(-widest).map((text) => (text === "" ? "<td></td>" : `<th scope="col">${escaped(text)}</th>`)).join("")}</tr></thead>`;
    html.push(`<table>${first}<tbody>${rows.map((row) => `<tr>${padded(row).map((text, at) => cell("td", text, at)).join("")}</tr>`).join("")}</tbody></table>`);
    rows = [];
  };
  const flushWords = () => {
    if (words.length > 0) html.push(`<p>${escaped(words.join(" "))}</p>`);
    words = [];
  };
  for (const line of lines) {
    if (/\S {2,}\S/.test(line) || /^ {20,}\S/.test(line)) {
      flushWords();
      rows.push(/^ {12,}/.test(line) ? ["", ...line.trim().split(/ {2,}/)] : line.trim().split(/ {2,}/));
    } else {
      flushRows();
      words.push(line.trim());
      if (/\.$/.test(line) && /:|;/.test(line) === false) flushWords();
    }
  }
  flushWords();
  flushRows();
  return html.join("");
}

function steps(lines) {
  const out = [];
  const lead = [];
  for (const line of lines) {
    const step = /^ {1,2}(\d+) {2}(.*)$/.exec(line);
    if (step) out.push({ text: step[2], remark: "" });
    else if (/^ {7}/.test(line) && out.length > 0) out.at(-1).remark += ` ${line.trim()}`;
    else if (out.length === 0) lead.push(line.trim());
    else out.at(-1).text += ` ${line.trim()}`;
  }
  return `${lead.length > 0 ? `<p>${escaped(lead.join(" "))}</p>` : ""}<ol>${out.map(({ text, remark }) => `<li>${escaped(text)}${remark ? `<p class="remark">${escaped(remark.trim())}</p>` : ""}</li>`).join("")}</ol>`;
}

/** The sections of a brief; the bottom line is the first. */
function sectionsOf(which) {
  const sections = [];
  for (const line of read(which).split("\n").slice(1)) {
    if (/^[A-Z][A-Z ,'“”"-]+$/.test(line)) sections.push({ heading: line, lines: [] });
    else if (line.trim() !== "") sections.at(-1)?.lines.push(line);
  }
  return sections;
}

export function bottomLine(which) {
  const text = sectionsOf(which)[0].lines.map((line) => line.trim()).join(" ");
  return { part: "bottom line", text, status: "verified-exact" };
}

export function brief(which) {
  const sections = sectionsOf(which).slice(1);
  const footer = sections.at(-1).lines.pop();
  const heading = (text) => text[0] + text.slice(1).toLowerCase().replace(/\bus\b/, "the US").replace("russia", "Russia").replace("ukraine", "Ukraine");
  const html = sections.map((section) => `<section><h3>${escaped(heading(section.heading))}</h3>${section.heading.startsWith("WHO DOES") ? steps(section.lines) : block(unbroken(section.lines))}</section>`).join("");
  return { part: "brief", html: `${html}<p class="remark"><code>${escaped(footer.trim())}</code></p>`, command: "standoff february-2024.standoff" };
}

/** A place of an equilibrium: its information set as the mock's tree names it, and what is played there. */
function place(line) {
  const [, decision, seen, label] = /^(\S+)(?: after (.*?))?(?: \(play does not lead there\))?: (\S+)$/.exec(line) ?? [];
  const aim = /Russia\.aim (\w+)/.exec(seen ?? "")?.[1];
  const set = { opening: `R-${aim}`, reply: `R-reply-${aim}`, line: "US-line", channel: "US-channel", next: "US-next" }[decision];
  return set === undefined ? "" : ` data-set="${set}" data-played="${escaped(JSON.stringify({ [label]: 1 })).replace(/"/g, "&quot;")}"`;
}

export function equilibria() {
  const text = read("equilibria");
  const [intro, ...groups] = text.split(/^ {2}\d+\.$/m);
  const lines = intro.split("\n").slice(1).map((line) => line.trim()).join(" ");
  const shown = (group) => {
    const [facts, played = ""] = group.split("played so:");
    return `<li class="equilibrium">${block(facts.split("\n").filter((line) => line.trim()))}<details><summary>Played so</summary><ul>${played.replace(/\n {10,}/g, " ").split("\n").filter((line) => line.trim()).map((line) => `<li${place(line.trim())}>${escaped(line.trim())}</li>`).join("")}</ul></details></li>`;
  };
  return { command: "standoff ask february-2024.standoff equilibria", html: `<p>${escaped(lines)}</p><ol class="equilibria">${groups.map(shown).join("")}</ol>`, text };
}
