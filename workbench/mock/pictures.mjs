// Pictures of the flagship, drawn by hand: the marks and attributes that the program's pictures have.

const escaped = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
const text = (x, y, words, size = "small", ink = "ink", anchor = "") =>
  `<text x="${x}" y="${y}" class="${size} f-${ink}"${anchor ? ` text-anchor="${anchor}"` : ""}>${escaped(words)}</text>\n`;
const line = (x0, y0, x1, y1, ink = "rule", width = 1, more = "") => `<path d="M${x0} ${y0}L${x1} ${y1}" fill="none" class="s-${ink}" stroke-width="${width}"${more}/>`;
const rect = (x, y, width, height, ink) => `<rect x="${x}" y="${y}" width="${width}" height="${height}" class="f-${ink}"/>`;

function svg(name, title, width, height, body) {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="standoff auto ${name}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title ${name}-desc">` +
    `<title id="${name}-title">${escaped(title)}</title><desc id="${name}-desc">${escaped(title)}</desc>` +
    `<style>.never{applied:here}</style>` +
    rect(0, 0, width, height, "ground") +
    `${body}</svg>\n`
  );
}

function table(columns, rows) {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const cells = (row) => row.map((cell, at) => (at === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`;
}

function csv(columns, rows) {
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replace(/"/g, '""')}"` : String(value));
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

function part(name, drawn, columns, rows, more = {}) {
  return { part: "picture", picture: name, svg: drawn, twin: table(columns, rows), data: csv(columns, rows), command: `standoff picture models/february-2024.standoff --${name} -o ${name}.svg`, ...more };
}

const percent = (share) => `${Math.round(100 * share)}%`;

export function outcomes({ settler, waiter, probes }) {
  const rows = [
    ["the war goes on", probes ? waiter : 1, 4],
    ["a deal that is kept", probes ? settler : 0, 5],
    ["a deal that is broken", probes ? 1 - settler - waiter : 0, 3],
  ];
  const body = rows
    .map(([name, share, hue], at) => {
      const y = 26 + 34 * at;
      return `<g class="outcome" data-outcome="${escaped(name)}">${text(170, y + 13, name, "body", "ink", "end")}${rect(184, y, 600, 18, "band")}${rect(184, y, (600 * share).toFixed(1), 18, `h${hue}`)}${text(796, y + 13, percent(share), "body")}</g>`;
    })
    .join("");
  return part("outcomes", svg("outcomes", "What happens", 880, 140, body), ["outcome", "probability"], rows.map(([name, share]) => [name, share]));
}

/** The tree: the public line of play for each Russia, with what is folded. */
export function tree({ settler, waiter, probes }, opened, played) {
  const nodes = [];
  let next = 0;
  let row = 0;
  const add = (parent, label, kind, reach, more = {}) => {
    const node = { id: next++, parent, label, kind, reach, kids: [], ...more };
    nodes.push(node);
    if (parent) parent.kids.push(node);
    return node;
  };
  const root = add(null, "", "chance", 1, { words: "Chance draws Russia’s aim." });
  const fold = (parent, label, id, count) => {
    if (!opened.includes(id)) return add(parent, label, "folded", 0, { id, words: `Folded: ${count} more moves, never at this solution.` });
    const node = add(parent, label, "decision", 0, { id, actor: 0, words: `Russia chooses signature, after ${label}. Never reached.` });
    add(node, "sign", "end", 0, { outcome: "a deal that is kept", hue: 5, words: "End: a deal that is kept." });
    add(node, "balk", "end", 0, { outcome: "the war goes on", hue: 4, words: "End: the war goes on." });
    return node;
  };
  let folds = 900;
  for (const [aim, share] of [["settler", settler], ["waiter", waiter], ["feinter", 1 - settler - waiter]]) {
    const opening = add(root, `${aim} ${percent(share)}`, "decision", share, { actor: 0, set: `R-${aim}`, decision: "opening", words: `Russia chooses opening; it is ${aim}.\nReached with ${percent(share)}; call 100%, silence 0%.` });
    add(opening, "silence", "end", 0, { outcome: "the war goes on", hue: 4, words: "End: the war goes on. Never reached." });
    const line_ = add(opening, "call", "decision", share, { actor: 1, set: "US-line", decision: "line", words: `The US chooses line; Russia is in truth ${aim}.\nIt believes: settler ${percent(settler)}, waiter ${percent(waiter)}, feinter ${percent(1 - settler - waiter)}.` });
    fold(line_, "open", folds++, 12);
    const channel = add(line_, "reject", "decision", share, { actor: 1, set: "US-channel", decision: "channel", words: `The US chooses channel; Russia is in truth ${aim}.\nprobe gains 0.0375 more than none.` });
    const none = probes ? 0 : share;
    add(channel, "none", "end", none, { outcome: "the war goes on", hue: 4, words: `End: the war goes on. Reached with ${percent(none)}.` });
    const reach = probes ? share : 0;
    const reply = add(channel, "probe", "decision", reach, { actor: 0, set: `R-reply-${aim}`, decision: "reply", words: `Russia chooses reply; it is ${aim}.` });
    const steps = aim !== "waiter";
    const concrete = add(reply, "concrete", "decision", steps ? reach : 0, { actor: 1, set: "US-next", decision: "next", words: `The US chooses next; Russia is in truth ${aim}.\nIt believes: settler 58%, waiter 0%, feinter 42%.` });
    add(reply, "vague", "end", steps ? 0 : reach, { outcome: "the war goes on", hue: 4, words: "End: the war goes on." });
    const deal = aim === "settler" ? ["a deal that is kept", 5] : ["a deal that is broken", 3];
    add(concrete, "bring", "end", steps ? reach : 0, { outcome: deal[0], hue: deal[1], words: `End: ${deal[0]}.` });
    fold(concrete, "drop", folds++, 4);
  }
  // Another way to play: how likely everything is, and who believes what, follows from it.
  for (const node of played === undefined ? [] : nodes) {
    const { parent } = node;
    if (parent?.kind !== "decision") continue;
    node.reach = parent.reach * (played.moves[parent.set]?.[node.label] ?? 0);
    node.words = `${node.words.split(/[;.\n]/)[0]}; ${node.reach > 0 ? "it takes this to be so with 35%" : "how likely it takes this to be is not pinned down"}; comes about with ${percent(node.reach)}.`;
  }
  const step = 22;
  const widths = 150;
  const place = (node, depth) => {
    node.x = 30 + depth * widths;
    if (node.kids.length === 0) node.y = 40 + step * row++;
    else {
      node.kids.forEach((kid) => place(kid, depth + 1));
      node.y = (node.kids[0].y + node.kids.at(-1).y) / 2;
    }
  };
  place(root, 0);
  const height = 60 + step * row;
  const edges = nodes
    .filter((node) => node.parent)
    .map((node) => {
      const { x: x0, y: y0 } = node.parent;
      const on = node.reach > 0;
      return `<path d="M${x0} ${y0}C${x0 + 40} ${y0} ${x0 + 30} ${node.y} ${x0 + 66} ${node.y}L${node.x} ${node.y}" fill="none" class="s-${on ? "muted" : "faint"}" stroke-width="${on ? (1 + 4 * node.reach).toFixed(1) : 0.8}"/>`;
    })
    .join("");
  const sets = new Map();
  for (const node of nodes) if (node.set) sets.set(node.set, [...(sets.get(node.set) ?? []), node]);
  const hulls = [...sets]
    .filter(([, members]) => members.length > 1)
    .map(([set, members]) => {
      const path = members.slice(1).map((node, at) => `M${members[at].x} ${members[at].y + 7}C${members[at].x + 12} ${members[at].y + 30} ${node.x + 12} ${node.y - 30} ${node.x} ${node.y - 7}`).join("");
      return `<g class="information-set" data-set="${set}"><title>The US cannot tell these apart.</title><path d="${path}" fill="none" class="s-h1" stroke-width="1.2" stroke-dasharray="4 3"/></g>`;
    })
    .join("");
  const marks = nodes
    .map((node) => {
      const { x, y, reach } = node;
      const ink = reach > 0 ? "ink" : "muted";
      let inside = node.parent ? text(x - 12, y - 5, node.label, "small", ink, "end") : "";
      if (node.kind === "decision") {
        inside += text(x, y - 11, node.decision, "small", "muted", "middle");
        inside += node.actor === 0 ? `<circle cx="${x}" cy="${y}" r="6" class="${reach > 0 ? "f-h0" : "f-ground s-faint"}" stroke-width="1.2"/>` : `<rect x="${x - 5.5}" y="${y - 5.5}" width="11" height="11" class="${reach > 0 ? "f-h1" : "f-ground s-faint"}" stroke-width="1.2"/>`;
      } else if (node.kind === "chance") inside += `<path d="M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z" class="f-muted"/>`;
      else if (node.kind === "end") inside += text(x + 14, y + 4, node.outcome, "small", ink) + rect(x - 4, y - 7, 5, 14, reach > 0 ? `h${node.hue}` : "faint");
      else inside += text(x + 14, y + 4, "folded", "small", "muted") + [0, 4, 8].map((by) => `<circle cx="${x - 4 + by}" cy="${y}" r="1.5" class="f-muted"/>`).join("");
      const set = node.set ? ` data-set="${node.set}"` : "";
      return `<g class="node ${node.kind}${reach > 0 ? "" : " off-path"}" data-node="${node.id}" data-parent="${node.parent ? node.parent.id : ""}" data-reach="${reach.toFixed(3)}" data-x="${x}" data-y="${y}"${set}><title>${escaped(node.words)}</title>${inside}</g>`;
    })
    .join("");
  const ACTORS = ["Russia", "US"];
  const seen = new Map();
  for (const node of nodes) if (node.set) seen.set(node.set, seen.get(node.set) ?? seen.size + 1);
  const rows = nodes.map((node, entry) => {
    const label = node.label.replace(/ \d+%$/, "");
    const probability = node.parent ? (node.parent.reach > 0 ? node.reach / node.parent.reach : 0) : 1;
    return [entry, node.parent ? nodes.indexOf(node.parent) : "", node.id, node.kind, node.kind === "decision" ? ACTORS[node.actor] : "", node.kind === "chance" ? "aim" : (node.decision ?? ""), node.set ? seen.get(node.set) : "", label, probability.toFixed(3), node.reach.toFixed(3)];
  });
  const drawn = svg("tree", "The game tree", 1090, height, `<g class="edges">${edges}</g>${hulls}<g class="nodes">${marks}</g>`);
  return part("tree", drawn, ["entry", "parent", "node", "kind", "actor", "what", "information_set", "label", "probability", "reach"], rows);
}

/** The number of an information set among those of all, as the tree has it. */
export function setNumber(found, set) {
  const { data } = tree(found, []);
  const row = data.split("\n").map((line) => line.split(",")).find((cells) => cells[4] === set.actor && cells[5] === set.decision);
  return row?.[6] ?? "";
}

export function beliefs({ settler, waiter, probes }, opinions) {
  const feinter = 1 - settler - waiter;
  const posterior = settler / (settler + feinter || 1);
  const prior = [settler, waiter, feinter];
  const after = [posterior, 0, 1 - posterior];
  const steps = [["", prior], ["Russia: opening call", prior], ["US: line reject", prior]];
  if (probes) steps.push(["US: channel probe", prior], ["Russia: reply concrete", after], ["US: next bring", after]);
  const names = ["settler", "waiter", "feinter"];
  const [left, right, top, bottom] = [66, 706, 60, 210];
  const width = (right - left) / steps.length;
  const x = (at) => left + width * at;
  const y = (share) => bottom - (bottom - top) * share;
  const bands = steps.map(([, shares], at) => shares.map((share, number) => rect(x(at), y(shares.slice(0, number + 1).reduce((sum, each) => sum + each, 0)), width, (bottom - top) * share, `t${[5, 4, 3][number]}-6`)).join(""));
  const places = (seen) => nodesAfter({ settler, waiter, probes }, seen.replace(/^[^:]*: /, "")).join(" ");
  const heads = steps.map(([seen], at) => `<g class="step" data-observer="US" data-secret="Russia.aim" data-step="${at}" data-seen="${escaped(seen)}" data-nodes="${places(seen)}" data-start="${x(at)}" data-end="${x(at + 1)}" data-top="20" data-bottom="${bottom}">${text(x(at) + 3, 50, seen === "" ? "start" : seen.replace(/.* /, ""), "small", "muted")}</g>`);
  const body = bands.join("") + heads.join("") + names.map((name, number) => text(716, 80 + 40 * (2 - number), name)).join("");
  const rows = steps.flatMap(([seen, shares], at) => (opinions?.length ? opinions : [""]).flatMap((opinion) => shares.map((share, number) => ["US", "Russia.aim", at, seen, opinion, names[number], share.toFixed(4), at < 4 ? 1 : 0.6, "bayes"])));
  return part("beliefs", svg("beliefs", "What the US believes about Russia's aim", 880, 236, body), ["observer", "secret", "step", "seen", "opinion", "value", "probability", "reach", "from"], rows);
}

/** The nodes of the tree at which a move has just been made, the likeliest first; without one, the start. */
function nodesAfter(found, move) {
  const rows = tree(found, []).data.trim().split("\n").slice(1).map((row) => row.split(","));
  const after = rows.filter((row) => (move === "" ? row[1] === "" : `${rows[row[1]]?.[5]} ${row[7]}` === move));
  return after.sort((one, other) => other[9] - one[9]).map((row) => row[2]);
}

export function strategy(found) {
  const { probes } = found;
  const rows = [
    ["Russia", "opening", "call", 1, 0],
    ["Ukraine", "stance", "quiet", 1, 2],
    ["US", "line", "reject", 1, 1],
    ["US", "channel", "probe", probes ? 1 : 0, 1],
    ["US", "channel", "none", probes ? 0 : 1, 1],
  ];
  const body = rows
    .map(([actor, decision, label, share, hue], at) => {
      const y = 22 + 26 * at;
      return `<g class="situation" data-actor="${actor}" data-decision="${decision}" data-number="${setNumber(found, { actor, decision })}">${text(20, y + 12, actor, "body")}${text(120, y + 12, decision, "body", "muted")}${text(240, y + 12, label, "body")}${rect(340, y, 400, 14, "band")}${rect(340, y, 400 * share, 14, `h${hue}`)}${text(752, y + 12, percent(share), "body")}</g>`;
    })
    .join("");
  return part("strategy", svg("strategy", "Who does what", 880, 166, body), ["actor", "decision", "label", "probability"], rows.map((row) => row.slice(0, 4)));
}

export function values({ probes }) {
  const rows = [["value of probe over none to US", probes ? 0.0375 : -0.02], ["value to US of knowing Russia.aim", 0.0693], ["value of option guarantee to US", 0.0895]];
  const x = (value) => 440 + value * 3500;
  const body = line(x(0), 14, x(0), 112, "muted") + rows.map(([name, value], at) => `<g class="value" data-question="${name}">${text(340, 34 + 32 * at, name, "body", "ink", "end")}${line(x(0), 30 + 32 * at, x(value), 30 + 32 * at, value < 0 ? "below" : "above", 3)}<circle cx="${x(value)}" cy="${30 + 32 * at}" r="5" class="f-${value < 0 ? "below" : "above"}"/>${text(x(Math.max(0, value)) + 12, 34 + 32 * at, (value > 0 ? "+" : "−") + Math.abs(value), "body")}</g>`).join("");
  return part("values", svg("values", "What things are worth", 880, 126, body), ["question", "value"], rows);
}

export function tipping({ settler }, over, parameters) {
  const parameter = parameters.find(({ name }) => name === over) ?? parameters[0];
  const { low, high, value, name, label } = parameter;
  const x = (at) => 60 + (760 * (at - low)) / (high - low);
  const at = name === "p_settler" ? 0.2818 : low + 0.6 * (high - low);
  const now = name === "p_settler" ? settler : value;
  const body =
    [0, 0.5, 1].map((share) => line(60, 200 - 160 * share, 820, 200 - 160 * share) + text(52, 204 - 160 * share, percent(share), "small", "muted", "end")).join("") +
    `<path d="M60 200H${x(at)}V40H820" fill="none" class="s-h0" stroke-width="2.5"/>` +
    line(x(at), 24, x(at), 200, "ink", 1, ' stroke-dasharray="4 3"') +
    text(x(at) + 6, 34, `tips at ${at.toPrecision(3)}`, "body") +
    `<g class="base"><path d="M${x(now)} 40V200" class="s-ink"/></g>` +
    text(440, 236, label || name, "body", "muted", "middle");
  const points = Array.from({ length: 41 }, (_, number) => low + (number / 40) * (high - low));
  const rows = [...points.map((point) => ["P(channel is probe)", "point", name, point.toPrecision(5), point > at ? 1 : 0, "", "", ""]), ["P(channel is probe)", "tipping", name, at, 0, 1, 0.47, "US turns from none to probe (channel)"]];
  const axes = [{ name, from: low, to: high, start: 60, end: 820 }];
  return part("tipping", svg("tipping", `P(channel is probe) along ${name}`, 880, 250, body), ["question", "kind", "parameter", "at", "value", "value_above", "share_below", "changes"], rows, { axes });
}

export function importance() {
  const rows = [["p_settler", "chance that Russia’s aim is settler", 0.31, 0.52], ["breach_worth.feinter", "worth of a deal signed and then broken (feinter)", 0.12, 0.3]];
  const body = rows.map(([name, label, first, total], at) => `<g class="parameter" data-parameter="${name}"><title>${escaped(label)}</title>${text(376, 34 + 32 * at, label, "body", "ink", "end")}${rect(400, 22 + 32 * at, first * 400, 9, "h0")}${rect(400, 31 + 32 * at, total * 400, 7, "h0")}</g>`).join("");
  return part("importance", svg("importance", "Which parameters matter", 880, 100, body), ["parameter", "caption", "first", "total"], rows);
}

export function tornado(over) {
  const all = [["p_settler", "chance that Russia’s aim is settler", -0.02, 0.175], ["breach_worth.feinter", "worth of a deal signed and then broken (feinter)", 0.0375, 0.175], ["deal_worth.waiter", "worth of a deal that is kept (waiter)", 0.0375, 0.1675], ["home_cost", "what a compromise costs at home", -0.02, 0.0375], ["probe_cost", "cost of a private probe", -0.0025, 0.0575]];
  const rows = all.filter(([name]) => !over?.length || over.includes(name));
  const x = (value) => 440 + value * 2000;
  const body = line(x(0.0375), 10, x(0.0375), 176, "ink") + line(x(0), 10, x(0), 176, "rule") + rows.map(([name, label, low, high], at) => `<g class="parameter" data-parameter="${name}"><title>${escaped(label)}</title>${text(376, 34 + 32 * at, label, "body", "ink", "end")}${rect(x(low), 22 + 32 * at, Math.max(0, x(0.0375) - x(low)), 16, "below")}${rect(x(0.0375), 22 + 32 * at, Math.max(0, x(high) - x(0.0375)), 16, "above")}</g>`).join("");
  return part("tornado", svg("tornado", "What carries the answer", 880, 190, body), ["parameter", "caption", "low", "high"], rows);
}

export function phase({ parameters }, over) {
  const [first, second] = over.map((name) => parameters.find((each) => each.name === name) ?? parameters[0]);
  const [left, right, top, bottom] = [80, 640, 20, 420];
  const n = 30;
  const cells = [];
  const rows = [];
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= n; j++) {
      const p = first.low + (i / n) * (first.high - first.low);
      const q = second.low + (j / n) * (second.high - second.low);
      const u = i / n;
      const v = j / n;
      const probes = first.name === "p_settler" && second.name === "step_cost" ? (q > 0.295 ? false : q > 0.25 ? p > 0.05 : p > 0.2818) : u + 0.6 * v * v > 0.55;
      rows.push([p.toPrecision(4), q.toPrecision(4), probes ? 1 : 0, probes ? "reject, probe" : "reject, none", "true"]);
      const width = (right - left) / n;
      const height = (bottom - top) / n;
      cells.push(rect((left + (i - 0.5) * width).toFixed(1), (bottom - (j + 0.5) * height).toFixed(1), width.toFixed(2), height.toFixed(2), probes ? "t5-7" : "t4-3"));
    }
  const tick = (share, axis) => (axis.low + share * (axis.high - axis.low)).toPrecision(2);
  const body =
    `<g class="regions">${cells.join("")}</g>` +
    [0, 0.5, 1].map((share) => text(left + share * (right - left), bottom + 28, tick(share, first), "small", "muted", "middle") + text(left - 16, bottom - share * (bottom - top) + 4, tick(share, second), "small", "muted", "end")).join("") +
    text((left + right) / 2, bottom + 48, first.label || first.name, "body", "ink", "middle") +
    `<text x="22" y="220" class="body f-ink" text-anchor="middle" transform="rotate(-90 22 220)">${escaped(second.label || second.name)}</text>` +
    rect(676, 30, 16, 16, "t5-7") + text(700, 43, "1  reject, probe", "body") + rect(676, 58, 16, 16, "t4-3") + text(700, 71, "2  reject, none", "body") +
    `<g class="base"><circle cx="200" cy="300" r="5" class="f-ink"/></g>`;
  const axes = [
    { name: first.name, from: first.low, to: first.high, start: left, end: right },
    { name: second.name, from: second.low, to: second.high, start: bottom, end: top },
  ];
  return part("phase", svg("phase", `P(channel is probe) over ${over.join(" and ")}`, 880, 484, body), [first.name, second.name, "value", "regime", "certified"], rows, { axes });
}
