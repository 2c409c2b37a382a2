// The page with the program itself, as somebody uses both: no breach of the policy, no error on the console, and the right answers.

import { spawn } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { stage } from "../stage";
import { bargaining } from "./large.mjs";
import { FLAGSHIP, PROGRAM, shipped, start, type Real } from "./server.mjs";

const { browser, enter } = stage<Real>();
let server: Real;
let page: Page;

async function begin(files?: Record<string, string>, how: Parameters<typeof enter>[1] = { width: 1680 }): Promise<void> {
  server = await start(files, ["--timeout", "120s"]);
  page = await enter(server, how);
}

const status = (words: string | RegExp) => page.getByRole("status").filter({ hasText: words }).waitFor();
const says = (words: string) => page.locator(".bottom-line:not(.stale)").getByText(words).first().waitFor();
const onDisk = (name: string) => readFileSync(join(server.folder, name), "utf8");
const field = (name: string) => page.getByRole("textbox", { name: `Value of ${name}` });
const SETTLER = "it would sign a deal near today's terms and keep it";

/** Writes at the end of the text. */
async function write(words: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(words);
}

describe("the text", () => {
  it("is underlined where it is wrong, and mended", async () => {
    await begin();
    await says("probe");
    await write("\nask P(setlement | reply is concrete)\n");
    const mark = page.locator(".cm-lintRange-error");
    await mark.waitFor();
    expect(await mark.innerText()).toBe("setlement");
    await page.getByRole("heading", { name: "1 error" }).waitFor();
    await page.locator(".message.error").getByText("setlement").waitFor();
    await page.locator(".bottom-line.stale").waitFor();
    await page.locator(".message").getByRole("button", { name: "Write “settlement”" }).click();
    await page.getByRole("heading", { name: "No messages" }).waitFor();
    await says("probe");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+z");
    await page.locator(".cm-lintRange-error").waitFor();
    await page.keyboard.press("Control+z");
    await page.locator(".cm-lintRange-error").waitFor({ state: "detached" });
    await page.getByText("unsaved", { exact: true }).waitFor({ state: "detached" });
  });

  it("may have letters and signs of any length", async () => {
    const text = [
      "standoff спор \"Кто уступит? 🤝🏽\"",
      "# 😀 𝒳𝒴 ∆",
      "actors",
      "  Анна \"👩‍⚖️ Анна\"",
      "  北京",
      "parameter цена = 1 in 0 to 3 \"💰 цена\"",
      "play",
      "  Анна chooses ход: дальше, стоп # 🛑",
      "  Анна gains цена if ход is дальше",
      "  北京 gains 1 if ход is стоп # 😀 then",
      "",
    ].join("\n");
    await begin({ "спор 😀.standoff": text });
    await page.getByRole("heading", { level: 1, name: "Кто уступит? 🤝🏽" }).waitFor();
    await says("дальше");
    await page.getByRole("slider", { name: /💰 цена/ }).waitFor();
    await write("  北京 gains ценa if ход is стоп # 😀\n");
    const mark = page.locator(".cm-lintRange-error");
    await mark.waitFor();
    expect(await mark.innerText()).toBe("ценa");
    await page.locator(".message").getByRole("button", { name: "Write “цена”" }).click();
    await page.getByRole("heading", { name: "No messages" }).waitFor();
    expect(await page.locator(".cm-content").innerText()).toContain("北京 gains цена if ход is стоп # 😀");
    await page.keyboard.press("Control+s");
    await status("Saved спор 😀.standoff");
    expect(onDisk("спор 😀.standoff")).toBe(`${text}  北京 gains цена if ход is стоп # 😀\n`);
  });

  it("is completed from files that it uses, too", async () => {
    const people = "standoff people\nactors\n  Chancellor \"who decides\"\n  Opponent\nparameter resolve = 0.5 in 0 to 1 \"how firm\"\n";
    await begin({ "m.standoff": "standoff m\nuse \"people.standoff\"\nplay\n  Chancellor chooses stand: firm, soft\n  Chancellor gains resolve if stand is firm\n", "people.standoff": people });
    await says("firm");
    await write("  Opponent gains res");
    await page.keyboard.press("Control+Space");
    await page.getByRole("option", { name: /resolve/ }).waitFor();
    await page.keyboard.press("Escape");
  });
});

describe("the flagship", () => {
  it("turns where the program says it does", async () => {
    await begin();
    await says("probe (channel)");
    await page.locator("#turns-p_settler").getByText("28.18%").waitFor();
    const slider = page.getByRole("slider", { name: SETTLER });
    await slider.fill("0.281");
    await says("none (channel)");
    await slider.fill("0.282");
    await says("probe (channel)");
    for (const [value, word] of [["28.18%", "none"], ["28.19%", "probe"], ["0.2818", "none"], ["0.2819", "probe"]] as const) {
      await field(SETTLER).fill(value);
      await field(SETTLER).press("Enter");
      await says(`${word} (channel)`);
    }
    await page.locator("#outcomes div.picture:not(.stale)").waitFor();
    await page.getByText("with your numbers").waitFor();
    await page.getByRole("button", { name: "Reset all" }).click();
    await page.getByText("with your numbers").waitFor({ state: "detached" });
    await page.locator("#outcomes div.picture:not(.stale) svg text", { hasText: "35%" }).first().waitFor();
  });

  it("has a tree whose information sets are read", async () => {
    await begin();
    const tree = page.getByRole("application", { name: /Game tree/ });
    await tree.locator("svg").waitFor();
    await page.locator("#tree .information-set").first().waitFor();
    const set = (await page.locator("#tree .information-set").first().getAttribute("data-set"))!;
    await page.locator(`#tree [data-node][data-set="${set}"] .hit`).first().click({ force: true });
    await page.locator("#tree .reading").getByText(/takes|%/).first().waitFor();
    await page.locator("#tree .reading").getByText(/cannot tell \d situations apart/).waitFor();
    expect(await page.locator("#tree [data-node].lit").count()).toBeGreaterThan(1);
  });

  it("keeps the panel of its address in place while pictures above it arrive", async () => {
    server = await start();
    page = await enter({ ...server, address: `${server.address}#values` }, { width: 1680 });
    await page.locator("#values svg").waitFor();
    for (const id of ["tree", "beliefs", "outcomes"]) await page.locator(`#${id} svg`).waitFor();
    await page.waitForTimeout(600);
    const top = () => page.evaluate(() => document.getElementById("values")!.getBoundingClientRect().top - document.querySelector("#answer")!.getBoundingClientRect().top);
    const height = await page.evaluate(() => innerHeight);
    expect(await top()).toBeLessThan(height / 2);
    expect(await top()).toBeGreaterThan(-1);
    // Whoever scrolls is let go.
    await page.mouse.move(900, 500);
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(200);
    const before = await top();
    await page.getByRole("slider", { name: SETTLER }).evaluate((slider: HTMLInputElement) => {
      slider.value = "0.5";
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.waitForTimeout(800);
    expect(Math.abs((await top()) - before)).toBeLessThan(40);
  });

  it("has a map whose points are loaded", async () => {
    await begin();
    await page.goto(`${server.origin}/#phase`);
    const map = page.getByRole("application", { name: /Map over two/ });
    await map.locator("svg").waitFor({ timeout: 60_000 });
    const reading = page.locator("#phase .reading");
    await reading.getByText("In force: p_settler 35%").waitFor();
    const knob = (await map.locator(".knob").boundingBox())!;
    const box = (await map.locator("svg").boundingBox())!;
    await page.mouse.click(knob.x + knob.width / 2 - box.width / 8, knob.y + knob.height / 2);
    await says("none (channel)");
    await page.mouse.move(10, 10);
    await reading.getByText(/In force: p_settler [12]/).waitFor();
    expect(await page.getByRole("slider", { name: SETTLER }).getAttribute("aria-valuetext")).not.toBe("35%");
  });

  it("is read with the numbers of each expert, options, variants of one's own", async () => {
    await begin();
    await page.getByLabel("Numbers of").selectOption("officials");
    await says("none (channel)");
    expect(await page.getByRole("slider", { name: SETTLER }).getAttribute("aria-valuetext")).toBe("10%");
    await page.getByRole("radio", { name: "on" }).check();
    await says("probe (channel)");
    await page.getByRole("button", { name: "Reset all" }).click();
    await says("probe (channel)");
    await page.getByRole("slider", { name: SETTLER }).fill("0.2");
    await says("none (channel)");
    await page.getByLabel("Name of the case").fill("pessimist");
    await page.getByRole("button", { name: "Write as variant" }).click();
    await page.getByRole("button", { name: "Reset all" }).click();
    await says("probe (channel)");
    await page.getByLabel("Variant").selectOption("pessimist");
    await says("none (channel)");
    expect(await page.getByRole("slider", { name: SETTLER }).getAttribute("aria-valuetext")).toBe("20%");
  });

  it("draws every panel, answers questions, lists equilibria", async () => {
    await begin();
    for (const id of ["strategy", "values", "tornado", "importance", "tipping"]) {
      await page.goto(`${server.origin}/#${id}`);
      await page.locator(`#${id} svg`).first().waitFor({ timeout: 30_000 });
      expect(await page.locator(`#${id} .sorry`).count()).toBe(0);
    }
    await page.locator("body").press("/");
    await page.keyboard.type("P(settlement)");
    await page.keyboard.press("Enter");
    await page.locator(".answers").getByText("0.35").first().waitFor();
    await page.goto(`${server.origin}/#equilibria`);
    await page.locator("#equilibria .prose").waitFor({ timeout: 30_000 });
  });

  it("is played from the chair of the US until the debrief", async () => {
    await begin();
    await page.goto(`${server.origin}/#play`);
    const table = page.locator("#play");
    await table.getByRole("combobox", { name: "Seat" }).selectOption("US");
    await table.getByRole("button", { name: "Sit down" }).click();
    for (const move of [/^reject/, /^probe/]) await table.getByRole("button", { name: move }).click();
    const over = table.getByText("You gained").first();
    const next = table.locator(".moves button").first();
    for (let round = 0; round < 8; round++) {
      await over.or(next).first().waitFor();
      await page.locator("#play .table[aria-busy=false]").waitFor();
      if (await over.isVisible()) break;
      await next.click();
    }
    await over.waitFor();
  });

  it("becomes a report that works from disk without a network", async () => {
    await begin();
    await says("probe");
    const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), page.getByRole("button", { name: "Report" }).click()]);
    expect(download.suggestedFilename()).toBe("february-2024.html");
    const path = join(server.folder, "report.html");
    await download.saveAs(path);
    expect(readFileSync(path).length).toBeLessThan(1_000_000);
    const context = await browser().newContext({ offline: true });
    const report = await context.newPage();
    const heard: string[] = [];
    report.on("pageerror", (error) => heard.push(String(error)));
    report.on("console", (message) => message.type() === "error" && heard.push(message.text()));
    report.on("request", (request) => request.url().startsWith("file:") || request.url().startsWith("data:") || heard.push(request.url()));
    await report.goto(`file://${path}`);
    const slider = report.getByRole("slider").first();
    await slider.waitFor();
    const before = await report.locator("body").innerText();
    await slider.focus();
    await report.keyboard.press("Home");
    await expect.poll(() => report.locator("body").innerText()).not.toBe(before);
    expect(heard).toEqual([]);
    await context.close();
  });
});

describe("files", () => {
  it("are saved whole, and a file that changed on disk is asked about", async () => {
    await begin();
    await says("probe");
    await write("# mine 😀");
    await page.keyboard.press("Control+s");
    await status(`Saved ${FLAGSHIP}`);
    expect(onDisk(FLAGSHIP)).toBe(`${shipped(FLAGSHIP)}# mine 😀`);
    expect(readdirSync(server.folder)).toEqual([FLAGSHIP]);
    writeFileSync(join(server.folder, FLAGSHIP), "standoff theirs \"Theirs\"\n");
    await write("\n# more");
    await page.keyboard.press("Control+s");
    const dialog = page.getByRole("dialog", { name: "The file has changed on disk" });
    await dialog.getByRole("button", { name: "Keep mine" }).click();
    expect(onDisk(FLAGSHIP)).toContain("theirs");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Overwrite" }).click();
    await status("Saved");
    expect(onDisk(FLAGSHIP)).toMatch(/# more$/);
  });

  it("come from the gallery as copies and are saved under a name", async () => {
    await begin();
    await page.keyboard.press("Control+o");
    await page.getByLabel("Find a model").fill("beer");
    await page.getByRole("dialog").getByRole("button", { name: /beer-quiche/ }).click();
    await page.getByText("a copy, not yet a file").waitFor();
    await page.locator("#tree svg").waitFor();
    await page.locator(".bottom-line:not(.stale) .status").waitFor();
    await page.getByRole("button", { name: "Save as" }).click();
    await page.getByLabel("File, in the folder").fill("mine");
    await page.keyboard.press("Enter");
    await status("Saved mine.standoff");
    expect(onDisk("mine.standoff")).toBe(shipped("beer-quiche.standoff"));
  });
});

describe("another equilibrium", () => {
  it("has beliefs and gains of its own in the tree", async () => {
    await begin({ "beer-quiche.standoff": shipped("beer-quiche.standoff") });
    await page.locator("#tree svg").waitFor();
    await page.goto(`${server.origin}/#equilibria`);
    await page.getByRole("button", { name: "Show in the tree: equilibrium 1" }).click();
    const reading = page.locator("#tree .reading");
    await page.locator("#tree div.picture:not(.stale) svg").getByText("nobody gains by another plan").waitFor();
    const nodes = page.locator("#tree [data-node]");
    const words = await nodes.evaluateAll((all) => all.map((each) => each.querySelector("title")!.textContent!));
    // Both have quiche: after it the bully believes what it did before, after beer nothing says what it believes.
    const told = (pattern: RegExp) => words.filter((each) => pattern.test(each));
    expect(told(/Receiver chooses answer; it has seen breakfast is quiche; it takes this to be so with (90|10)%/)).toHaveLength(2);
    expect(told(/Receiver chooses answer; it has seen breakfast is beer; how likely it takes this to be is not pinned down/)).toHaveLength(2);
    expect(told(/breakfast beer is worth 1 to Sender, 1 less than its best move/).length).toBeGreaterThan(0);
    await nodes.nth(words.findIndex((each) => /breakfast is beer; how likely/.test(each))).locator(".hit").click({ force: true });
    await reading.getByText("not pinned down").first().waitFor();
    await page.getByRole("button", { name: "Back to the solution" }).click();
    await page.locator("#tree svg").getByText("nobody gains by another plan").waitFor({ state: "detached" });
    expect(await nodes.evaluateAll((all) => all.filter((each) => /not pinned down/.test(each.querySelector("title")!.textContent!)).length)).toBe(0);
  });
});

it("goes from every step of a long line of beliefs to its place in the tree, and back", async () => {
  // Moves of the same name come again and again; some of the steps are left out.
  const text = `standoff walk "How far together?"

actors
  Guide
  Guest

secret Guide.knows
  way    with probability 60%
  nothing  otherwise

play
  repeat round from 1 to 8
    Guide chooses step
      on
      back -> home
    Guest chooses reply
      on
      back -> home
  Guide gains 1
  Guest gains if Guide.knows is way then 2 else 1
  -> there

outcome home

outcome there

ask P(there)
`;
  await begin({ "walk.standoff": text });
  await page.locator("#beliefs svg").waitFor();
  await page.locator("#tree svg").waitFor();
  const steps = page.locator("#beliefs .step[data-step]");
  const slider = page.locator("#beliefs").getByRole("slider", { name: "Step" });
  const all = await steps.evaluateAll((each) => each.map((step) => (step as SVGGElement).dataset.nodes!.split(" ")));
  expect(all).toHaveLength(11);
  await page.locator("#beliefs svg").getByText("steps not drawn").waitFor();
  const way = page.locator("#tree .ring:not(.also)");
  for (let at = 0; at < all.length; at++) {
    await slider.fill(String(at));
    await expect.poll(() => way.evaluateAll((rings) => rings.map((ring) => ring.closest<SVGGElement>("[data-node]")!.dataset.node))).toEqual([expect.toSatisfy((node: string) => all[at]!.includes(node))]);
  }
  await page.getByRole("application", { name: /Game tree/ }).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => slider.inputValue()).toBe("0");
});

it("lets another browser in by an address that Enter prints in the terminal", async () => {
  server = await start();
  const child = spawn("script", ["-qfc", `${PROGRAM} serve --port 0`, "/dev/null"], { cwd: server.folder, stdio: ["pipe", "pipe", "inherit"] });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const address = async (): Promise<string> => {
      for (;;) {
        const { value } = (await lines.next()) as { value: string };
        const found = /http:\/\/\S+token=\w+/.exec(value);
        if (found) return found[0];
      }
    };
    const lets = async (to: string) => (await fetch(to, { redirect: "manual" })).status;
    const first = await address();
    expect(await lets(first)).toBe(303);
    expect(await lets(first)).toBe(403);
    expect(await (await fetch(first)).text()).toContain("Press Enter");
    child.stdin.write("\n");
    const second = await address();
    child.stdin.write("\n");
    const third = await address();
    expect([await lets(second), await lets(third)]).toEqual([403, 303]);
    page = await enter(server);
  } finally {
    child.stdin.write("\u0003");
    child.kill();
  }
});

it("draws no more than 500 nodes of ten thousand, and opens folded parts", async () => {
  await begin({ "bargaining.standoff": bargaining(7) });
  await page.locator("#tree svg").waitFor();
  const nodes = page.locator("#tree [data-node]");
  const before = await nodes.count();
  expect(before).toBeLessThanOrEqual(500);
  const folded = page.locator("#tree .folded .hit").first();
  await folded.dblclick({ force: true });
  await page.locator("#tree div.picture:not(.stale)").waitFor();
  await expect.poll(() => nodes.count()).toBeGreaterThan(before);
  expect(await nodes.count()).toBeLessThanOrEqual(500);
  await page.keyboard.press("Control+o");
  await page.getByLabel("Find a model").fill("leduc");
  await page.getByRole("dialog").getByRole("button", { name: /leduc/ }).click();
  await expect.poll(() => nodes.count(), { timeout: 30_000 }).toBeGreaterThan(100);
  expect(await nodes.count()).toBeLessThanOrEqual(500);
});
