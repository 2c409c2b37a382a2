// A server without the program: the built page under the real policy, canned answers for the flagship.
//
//   node mock/server.mjs [PORT]
//
// Beside the protocol it has switches for tests: POST /mock/disk (a file changes on disk), POST /mock/away (all sockets close
// and none opens for that many milliseconds), POST /mock/slow (answers take that long).

import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { bottomLine, brief, equilibria } from "./brief.mjs";
import { pictureStyles } from "./ink.mjs";
import { diagnostics, outline } from "./model.mjs";
import * as pictures from "./pictures.mjs";

const ASSETS = fileURLToPath(new URL(process.env.ASSETS ?? "../../crates/cli/assets/workbench/", import.meta.url));
const MODELS = fileURLToPath(new URL("../../models/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };
const policy = (nonce) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function serve(port = 0, { slow = 40 } = {}) {
  const token = randomBytes(12).toString("hex");
  const session = randomBytes(12).toString("hex");
  const files = new Map(["february-2024.standoff", "beer-quiche.standoff", "crisis.standoff"].map((name) => [name, readFileSync(join(MODELS, name), "utf8")]));
  const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);
  const titled = (text) => /^standoff \S+ "(.*)"/m.exec(text)?.[1] ?? "";
  const onDisk = (path) => ({ path, text: files.get(path), version: hash(files.get(path)) });
  const knows = (request) => (request.headers.cookie ?? "").includes(`standoff=${session}`);
  const seen = [];
  let away = 0;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const send = (status, body, type = "application/json", more = {}) => {
      response.writeHead(status, { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": policy("none"), ...more });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const body = await new Promise((resolve) => {
      let text = "";
      request.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text));
    });
    if (url.pathname === "/mock/disk") return files.set(url.searchParams.get("path"), body), send(200, {});
    if (url.pathname === "/mock/slow") return (slow = Number(url.searchParams.get("ms"))), send(200, {});
    if (url.pathname === "/mock/away") {
      away = Date.now() + Number(url.searchParams.get("for"));
      for (const client of sockets.clients) client.terminate();
      return send(200, {});
    }
    if (url.pathname === "/" && url.searchParams.get("token") === token) return send(302, "", "text/plain", { location: "/", "set-cookie": `standoff=${session}; HttpOnly; SameSite=Strict; Path=/` });
    if (!knows(request)) return send(403, { error: "Open the address that the server printed." });
    if (url.pathname === "/" || url.pathname === "/index.html") {
      const nonce = randomBytes(16).toString("base64");
      return send(200, readFileSync(join(ASSETS, "index.html"), "utf8").replaceAll("{{nonce}}", nonce), TYPES[".html"], { "content-security-policy": policy(nonce) });
    }
    if (url.pathname === "/pictures.css") return send(200, pictureStyles(), TYPES[".css"]);
    if (url.pathname === "/api/start") {
      const gallery = readdirSync(MODELS).filter((name) => name.endsWith(".standoff")).map((name) => ({ name: name.replace(/\.standoff$/, ""), title: titled(readFileSync(join(MODELS, name), "utf8")) }));
      return send(200, { file: "february-2024.standoff", folder: "models", models: [...files].map(([path, text]) => ({ path, title: titled(text) })), gallery, version: "0.1.0" });
    }
    if (url.pathname === "/api/file" && request.method === "GET") {
      const path = url.searchParams.get("path");
      return files.has(path) ? send(200, onDisk(path)) : send(404, { error: `There is no file ${path}.` });
    }
    if (url.pathname === "/api/file" && request.method === "PUT") {
      const { path, text, version, over } = JSON.parse(body);
      const now = files.has(path) ? hash(files.get(path)) : null;
      if (now !== version && now !== null && over !== now) return send(409, onDisk(path));
      files.set(path, text);
      return send(200, { path, version: hash(text) });
    }
    if (url.pathname === "/api/model") {
      const name = `${url.searchParams.get("name")}.standoff`;
      if (!/^[\w-]+\.standoff$/.test(name) || !existsSync(join(MODELS, name))) return send(404, { error: "There is no such model." });
      return send(200, { name, text: readFileSync(join(MODELS, name), "utf8") });
    }
    if (url.pathname === "/api/report") return send(200, `<!doctype html><title>Report</title>${brief("brief").html}`, TYPES[".html"]);
    const file = join(ASSETS, url.pathname.slice(1));
    if (!/^\/[\w.-]+$/.test(url.pathname) || !existsSync(file)) return send(404, { error: "There is nothing here." });
    return send(200, readFileSync(file, "utf8"), TYPES[extname(file)] ?? "text/plain");
  });

  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const own = request.headers.origin === `http://${request.headers.host}`;
    if (pathname !== "/live" || !knows(request) || !own || Date.now() < away) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (live) => talk(live));
  });

  /** One tab: lanes as in the decision. */
  function talk(live) {
    const running = new Map();
    live.on("message", (data) => {
      const message = JSON.parse(data);
      seen.push(message);
      const lane = message.do === "picture" ? `picture ${message.picture}` : message.do === "question" ? `question ${message.slot}` : ["complete", "hover"].includes(message.do) ? `${message.id}` : message.do;
      if (message.do === "stop") return running.forEach(({ id, timer }) => id === message.of && clearTimeout(timer));
      clearTimeout(running.get(lane)?.timer);
      const timer = setTimeout(() => reply(message, (part) => live.send(JSON.stringify({ id: message.id, ...part }))), message.do === "check" ? 10 : slow);
      running.set(lane, { id: message.id, timer });
    });
    live.on("close", () => running.forEach(({ timer }) => clearTimeout(timer)));
  }

  function inForce(message) {
    const found = outline(message.text);
    const experts = { officials: [0.1, 0.7], sceptics: [0.1, 0.4], testers: [0.35, 0.4] };
    const values = Object.fromEntries(found.parameters.map(({ name, value }) => [name, value]));
    const expert = experts[message.setting?.opinions];
    if (expert) [values.p_settler, values.p_waiter] = expert;
    Object.assign(values, message.setting?.parameters ?? {});
    const settler = values.p_settler ?? 0.35;
    const guarantee = message.setting?.options?.guarantee === "on";
    return { values, parameters: found.parameters, settler, waiter: Math.min(values.p_waiter ?? 0.4, 1 - settler), guarantee, probes: guarantee || settler >= 0.2818 };
  }

  function reply(message, send) {
    const at = inForce(message);
    switch (message.do) {
      case "check": {
        const found = diagnostics(message.text);
        return send({ done: true, diagnostics: found, outline: outline(message.text) });
      }
      case "complete": {
        const before = /[\p{L}\p{N}_]*$/u.exec(message.text.slice(0, message.at))[0];
        const found = outline(message.text);
        const items = [...found.parameters.map(({ name, label }) => ({ label: name, detail: label, kind: "parameter" })), ...found.actors.map(({ name, label }) => ({ label: name, detail: label, kind: "actor" })), ...["chooses", "gains", "offers", "chance", "reveal"].map((label) => ({ label, detail: "keyword", kind: "keyword" }))];
        return send({ done: true, from: message.at - before.length, items: items.filter(({ label }) => label.startsWith(before)) });
      }
      case "hover": {
        const from = message.at - /[\p{L}\p{N}_]*$/u.exec(message.text.slice(0, message.at))[0].length;
        const word = /^[\p{L}\p{N}_]*/u.exec(message.text.slice(from))[0];
        const found = at.parameters.find(({ name }) => name === word || name.startsWith(`${word}.`));
        return send({ done: true, from, to: from + word.length, text: found ? `${word}: ${found.label}\n${found.value}, from ${found.low} to ${found.high}` : "" });
      }
      case "answer":
        send({ part: "setting", parameters: at.values });
        send(bottomLine(at.guarantee ? "brief-guarantee" : at.probes ? "brief" : "brief-none"));
        for (const name of message.pictures) send(picture(name, at, message));
        send({ part: "flips", flips: { p_settler: [{ at: 0.2818, words: "below, none instead of probe (channel)" }], home_cost: [{ at: 0.2137, words: "above, none instead of probe (channel)" }], probe_cost: [{ at: 0.0575, words: "above, none instead of probe (channel)" }], step_cost: [{ at: 0.0225, words: "below, Russia takes concrete steps even when it waits" }, { at: 0.295, words: "above, none instead of probe (channel)" }] } });
        send(brief(at.guarantee ? "brief-guarantee" : at.probes ? "brief" : "brief-none"));
        return send({ done: true, seconds: slow / 1000 });
      case "picture":
        return send({ ...picture(message.picture, at, message), done: true, seconds: slow / 1000 });
      case "question":
        return send({ done: true, ...answered(message, at) });
      case "export":
        return send({ done: true, type: message.format === "pdf" ? "application/pdf" : "image/png", base64: Buffer.from(`a ${message.format} of ${message.picture}`).toString("base64") });
      case "play":
        return send({ done: true, ...played(message) });
      default:
        return send({ done: true, error: "The server does not know what is wished." });
    }
  }

  /** Pictures that the program wrote take the place of those drawn here: a folder with NAME.svg, .csv and .txt. */
  function picture(name, at, message) {
    const kept = process.env.PICTURES && join(process.env.PICTURES, name);
    if (kept && existsSync(`${kept}.svg`)) {
      const [svg, data, twin] = ["svg", "csv", "txt"].map((ending) => readFileSync(`${kept}.${ending}`, "utf8"));
      return { ...drawnHere(name, at, message), svg, data, twin };
    }
    return drawnHere(name, at, message);
  }

  function drawnHere(name, at, message) {
    if (name === "beliefs") return pictures.beliefs(at, message.opinions);
    if (name === "tornado") return pictures.tornado(message.over);
    if (name === "tree") return { ...pictures.tree(at, message.opened ?? [], message.played), ...(message.played ? { command: "" } : {}) };
    if (name === "tipping") return pictures.tipping(at, message.over?.[0], at.parameters.filter(({ low }) => low !== null));
    if (name === "phase") return pictures.phase(at, message.over ?? ["p_settler", "step_cost"]);
    return pictures[name](at);
  }

  function answered({ question }, at) {
    const number = { "P(settlement)": at.probes ? at.settler : 0, "P(channel is probe)": at.probes ? 1 : 0, "P(broken_deal)": at.probes ? 1 - at.settler - at.waiter : 0, "value of probe over none to US": at.probes ? 0.0375 : -0.02 }[question];
    if (question === "equilibria") return equilibria();
    if (number === undefined) return { error: `\`${question}\` cannot be read as a question.` };
    const text = question.startsWith("P(") ? `${Math.round(100 * number)}%` : String(number);
    return { html: `<p>${text}</p>`, text: `${question}: ${text}`, command: `standoff ask february-2024.standoff '${question}'` };
  }

  function played({ actor, moves, seed, lambda }) {
    const command = `standoff play february-2024.standoff --as ${actor}${lambda === null ? "" : ` --lambda ${lambda}`} --seed ${seed}${moves.map((move) => ` --move ${move}`).join("")}`;
    const believes = [{ what: "ready to settle and to keep the deal", probability: moves.length > 1 ? 0.583 : 0.35 }, { what: "waiting for the election", probability: moves.length > 1 ? 0 : 0.4 }, { what: "would sign and break the deal later", probability: moves.length > 1 ? 0.417 : 0.25 }];
    const seen_ = ["Russia chose call (opening).", "Ukraine chose quiet (stance).", "You chose reject (line).", "You chose probe (channel).", "Russia chose concrete (reply)."];
    const turns = [
      { decision: "What is your line?", labels: [{ label: "reject", caption: "in public" }, { label: "open", caption: "talks over Ukraine’s head" }], seen: seen_.slice(0, 2) },
      { decision: "Is there a channel?", labels: [{ label: "none" }, { label: "probe", caption: "privately to Russia" }], seen: seen_.slice(0, 3) },
      { decision: "What next?", labels: [{ label: "bring", caption: "a proposal to Ukraine" }, { label: "drop" }], seen: seen_ },
    ];
    const over = moves.length >= 3 || moves.includes("open") || moves.includes("none") || actor !== "US";
    if (!over) return { command, turn: { ...turns[moves.length], believes } };
    return { command, debrief: `<h3>How that was</h3><p>Russia was ready to settle. The deal was kept; you gained 0.67.</p><table><thead><tr><th scope="col">your move</th><th scope="col">against the best, in expectation</th></tr></thead><tbody>${moves.map((move) => `<tr><td>${move.replace(/</g, "&lt;")}</td><td>${["reject", "probe", "bring"].includes(move) ? "the best" : "−0.04"}</td></tr>`).join("")}</tbody></table>` };
  }

  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const { port: at } = server.address();
      const close = () => new Promise((done) => (sockets.clients.forEach((client) => client.terminate()), server.close(done), server.closeAllConnections()));
      resolve({ origin: `http://127.0.0.1:${at}`, address: `http://127.0.0.1:${at}/?token=${token}`, files, seen, close });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(Number(process.argv[2] ?? 0)).then(({ address }) => console.log(address));
