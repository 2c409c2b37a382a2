// Many tabs that all move a slider of the flagship at once, against the program itself, and perhaps some that wish it ill.
//
//   node bench/workbench/load.mjs [--tabs 50] [--seconds 60] [--rate 3] [--hostile 1]
//
// Needs `npm ci` in workbench/ and `cargo build --release` (or STANDOFF=the program). Each tab behaves as the page does: a newer wish takes the place of the older one, and a
// slider that is moved waits for the pictures of the value before, at most 250 ms. Prints how long it took from a wish to its last quick picture and to its brief, what went
// wrong, and the most memory that the server had.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { FLAGSHIP, shipped, start } from "../../workbench/tests/real/server.mjs";
import { row, table } from "../../workbench/tests/real/figures.mjs";

const { WebSocket } = createRequire(new URL("../../workbench/package.json", import.meta.url))("ws");

const { values } = parseArgs({
  options: { tabs: { type: "string", default: "50" }, seconds: { type: "string", default: "60" }, rate: { type: "string", default: "3" }, hostile: { type: "string", default: "0" } },
});
const TABS = Number(values.tabs);
const SECONDS = Number(values.seconds);
const RATE = Number(values.rate);
const HOSTILE = Number(values.hostile);
const PICTURES = ["tree", "beliefs", "outcomes"];
const PICTURES_TAKE = 250;

const text = shipped(FLAGSHIP);
const quick = [];
const whole = [];
const errors = new Map();
let wishes = 0;

const wrong = (what) => errors.set(what, (errors.get(what) ?? 0) + 1);
const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const server = await start();
const enter = await fetch(server.address, { redirect: "manual" });
const cookie = enter.headers.get("set-cookie").split(";")[0];

function connect() {
  return new Promise((done, fail) => {
    const socket = new WebSocket(`${server.origin.replace("http", "ws")}/live`, { headers: { Origin: server.origin, Cookie: cookie } });
    socket.on("open", () => done(socket));
    socket.on("error", fail);
  });
}

/** A tab whose slider moves all the time, to a new value each time. */
async function slide(number, until) {
  const socket = await connect();
  let next = 1;
  let asked = null;
  let wanted = null;
  socket.on("close", () => Date.now() < until && wrong("a socket was closed"));
  socket.on("message", (data) => {
    const reply = JSON.parse(data);
    if (asked === null || reply.id !== asked.id) return;
    if (reply.error) wrong(reply.error);
    if (reply.part === "picture" && asked.owed.delete(reply.picture) && asked.owed.size === 0) {
      quick.push(performance.now() - asked.at);
      if (wanted !== null) send(wanted.value, wanted.at);
    }
    if (reply.done) whole.push(performance.now() - asked.at);
  });
  /** The time counts from when the slider was moved. */
  function send(value, at) {
    wanted = null;
    asked = { id: next++, at, sent: performance.now(), owed: new Set(PICTURES) };
    wishes += 1;
    const setting = { parameters: { p_settler: value }, options: {}, variant: null, opinions: null };
    socket.send(JSON.stringify({ id: asked.id, do: "answer", text, name: FLAGSHIP, setting, pictures: PICTURES }));
  }
  await rest(Math.random() * 1000);
  while (Date.now() < until) {
    const value = Math.random() * 0.6;
    const free = asked === null || asked.owed.size === 0 || performance.now() - asked.sent > PICTURES_TAKE;
    if (free) send(value, performance.now());
    else wanted = { value, at: wanted?.at ?? performance.now() };
    await rest((1000 / RATE) * (0.5 + Math.random()));
  }
  socket.close();
}

/** A tab that asks for what is too much, takes too long, or nests too deeply, on all its lanes. */
async function harass(until) {
  const socket = await connect();
  const endless = "standoff endless\nactors\n  A\n  B\nplay\n  repeat round from 1 to 8\n    at once\n      A chooses a: x, y\n      B chooses b: x, y\n    A gains 1 if a is x and b is y\n    A gains 3 if a is y and b is x\n    B gains 2 if a is x and b is x\n    B gains 1 if a is y and b is y\n    A gains round / 7 if b is y\n    B gains round / 5 if a is x\nask value of play to A\n";
  const huge = endless.replace("1 to 8", "1 to 40");
  const deep = `standoff m\nlet x = ${"(".repeat(200_000)}1${")".repeat(200_000)}\n`;
  const setting = { parameters: {}, options: {}, variant: null, opinions: null };
  let next = 1;
  const say = (wish) => socket.readyState === 1 && socket.send(JSON.stringify({ id: next++, name: "m.standoff", setting, ...wish }));
  let turn = 0;
  while (Date.now() < until) {
    const model = turn++ % 4 === 3 ? huge : endless;
    say({ do: "answer", text: model, pictures: PICTURES });
    for (const picture of ["tree", "tornado", "values"]) say({ do: "picture", text: model, picture });
    say({ do: "question", text: model, question: "equilibria", slot: "equilibria" });
    await rest(2000);
    say({ do: "check", text: deep });
    say({ do: "answer", text: deep, pictures: [] });
    await rest(turn % 3 === 0 ? 1000 : 12_000);
  }
  socket.close();
}

/** Kilobytes, as the system has them. */
function memory(which) {
  try {
    return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(readFileSync(`/proc/${server.process.pid}/status`, "utf8"))[1]);
  } catch {
    return NaN;
  }
}

const before = memory("VmRSS");
const until = Date.now() + 1000 * SECONDS;
const refused = (error) => wrong(error.message);
await Promise.all([
  ...Array.from({ length: TABS }, (_, number) => slide(number, until).catch(refused)),
  ...Array.from({ length: HOSTILE }, () => harass(until).catch(refused)),
]);
console.log(`${TABS} tabs, ${RATE} moves a second each, ${SECONDS} s, hostile tabs: ${HOSTILE}; ${wishes} wishes`);
console.log(table([row("slider to pictures", quick), row("slider to brief", whole)]));
console.log(`memory: ${Math.round(before / 1024)} MB before, ${Math.round(memory("VmRSS") / 1024)} MB after, ${Math.round(memory("VmHWM") / 1024)} MB at most`);
console.log(errors.size === 0 ? "errors: none" : [...errors].map(([what, times]) => `error, ${times} times: ${what}`).join("\n"));
await server.close();
process.exit(errors.size === 0 ? 0 : 1);
