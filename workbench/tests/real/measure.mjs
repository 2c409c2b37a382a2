// How quick the page is with the program itself, in Chromium: `npm run measure`. Needs `cargo build --release`, or STANDOFF=the program.
//
// In: nothing. Out: a table. Times are taken in the page, by its own clock: from the input event until the new picture is in the page, from the key until the line is
// underlined, from the beginning of the load until the tree is there.

import { chromium } from "playwright-core";
import { bargaining, haggling } from "./large.mjs";
import { row, table } from "./figures.mjs";
import { FLAGSHIP, shipped, start } from "./server.mjs";

const MOVES = Number(process.env.MOVES ?? 60);
const KEYS = Number(process.env.KEYS ?? 30);
const OPENINGS = Number(process.env.OPENINGS ?? 5);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"] });
const rows = [];

/** Opens the page. Of each of the places to `watch`, `window.shown` says when the first frame with it was painted, from the beginning of the load. */
async function open(files, watch = {}) {
  const server = await start(files);
  const context = await browser.newContext({ viewport: { width: 1680, height: 950 } });
  const page = await context.newPage();
  await page.addInitScript((places) => {
    window.shown = {};
    const seen = new Set();
    new MutationObserver(() => {
      for (const [name, place] of Object.entries(places)) {
        if (seen.has(name) || document.querySelector(place) === null) continue;
        seen.add(name);
        // After the next frame, whose work is part of it.
        requestAnimationFrame(() => setTimeout(() => (window.shown[name] = performance.now())));
      }
    }).observe(document, { subtree: true, childList: true });
  }, watch);
  await page.goto(server.address);
  return { page, close: async () => { await context.close(); await server.close(); } };
}

/** Runs in the page: does something, and resolves with the milliseconds until it shows. */
function timed(page, what, value) {
  return page.evaluate(
    ({ what, value }) =>
      new Promise((resolve) => {
        const began = performance.now();
        const until = (there, root) => {
          const watch = new MutationObserver(() => {
            if (!there()) return;
            watch.disconnect();
            resolve(performance.now() - began);
          });
          watch.observe(root, { subtree: true, childList: true, attributes: true });
        };
        if (what === "slide") {
          const slider = document.getElementById("slider-p_settler");
          const before = document.querySelector("#outcomes svg");
          until(() => document.querySelector("#outcomes svg") !== before && document.querySelector("#tree div.picture.stale, #outcomes div.picture.stale") === null, document.getElementById("answer"));
          slider.value = String(value);
          slider.dispatchEvent(new Event("input", { bubbles: true }));
        } else {
          const wrong = () => document.querySelector(".cm-lintRange-error") !== null;
          const before = wrong();
          until(() => wrong() !== before, document.querySelector(".cm-content"));
          document.execCommand(value === "" ? "delete" : "insertText", false, value);
        }
      }),
    { what, value },
  );
}

{
  const { page, close } = await open({ [FLAGSHIP]: shipped(FLAGSHIP) });
  await page.locator("#tree svg").waitFor();
  await page.locator(".bottom-line .status").waitFor();
  await page.waitForTimeout(1500);
  const times = [];
  for (let move = 0; move < MOVES; move++) {
    times.push(await timed(page, "slide", (0.05 + 0.5 * ((move * 0.618) % 1)).toFixed(3)));
    await page.waitForTimeout(move % 2 === 0 ? 20 : 600); // sometimes while the brief before is still being worked out
  }
  rows.push(row("slider to pictures, flagship", times));

  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("\nask P(settlement)");
  const keys = [];
  for (let key = 0; key < KEYS; key++) {
    await page.waitForTimeout(700);
    keys.push(await timed(page, "key", key % 2 === 0 ? "x" : ""));
  }
  rows.push(row(`key to message, ${shipped(FLAGSHIP).split("\n").length} lines`, keys));
  await close();
}

const LARGE = { "9,838 situations, nothing hidden": bargaining(7), "10,031 situations, a hidden cost": haggling() };
for (const [what, text] of Object.entries(LARGE)) {
  const opened = { first: [], tree: [] };
  let drawn = 0;
  for (let opening = 0; opening < OPENINGS; opening++) {
    const { page, close } = await open({ "large.standoff": text }, { first: ".bottom-line .status", tree: "#tree svg" });
    await page.locator("#tree svg").waitFor();
    const shown = await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(window.shown)))));
    opened.first.push(shown.first);
    opened.tree.push(shown.tree);
    drawn = await page.locator("#tree [data-node]").count();
    await close();
  }
  rows.push(row(`${what}, to the bottom line`, opened.first), row(`${what}, to the tree (${drawn} nodes)`, opened.tree));
}

console.log(table(rows));
await browser.close();
process.exit(0);
