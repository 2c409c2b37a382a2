// The pages that `standoff report` writes, from the disk, with the network off: axe finds nothing to complain about, in light and dark, with and
// without scripts; nothing is asked of any network; nothing is said on the console; sliders work by keyboard; what is printed is light.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "./browser";

const ROOT = resolve(import.meta.dirname, "../..");
const STANDOFF = process.env.STANDOFF ?? join(ROOT, "target/release/standoff");
const MODELS = ["february-2024", "mediator", "selten-horse", "leduc"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "standoff-report-"));
  for (const model of MODELS) write(model, model);
  write("selten-horse", "dark", "--dark");
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(model: string, name: string, ...flags: string[]): void {
  execFileSync(STANDOFF, ["report", join(ROOT, "models", `${model}.standoff`), "--quiet", "-o", path(name), ...flags]);
}

function path(name: string): string {
  return join(folder, `${name}.html`);
}

interface Opened {
  page: Page;
  /** Errors, breaches of the policy, warnings, and addresses that were asked for besides the page's own. */
  heard: string[];
}

async function open(name: string, how: { dark?: boolean; width?: number; scripts?: boolean } = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: how.width ?? 1280, height: 900 },
    colorScheme: how.dark ? "dark" : "light",
    javaScriptEnabled: how.scripts ?? true,
    offline: true,
  });
  const page = await context.newPage();
  const heard: string[] = [];
  const own = pathToFileURL(path(name)).href;
  page.on("pageerror", (error) => heard.push(String(error)));
  page.on("console", (message) => heard.push(message.text()));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== own) heard.push(request.url());
  });
  await page.goto(own);
  return { page, heard };
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 5).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`);
  });
}

describe.each([
  ["light", { dark: false, width: 1280 }],
  ["dark", { dark: true, width: 1280 }],
  ["light, narrow", { dark: false, width: 390 }],
  ["dark, narrow", { dark: true, width: 390 }],
])("%s", (_, how) => {
  it.each(MODELS)("%s: axe finds nothing, nothing is loaded, nothing is wider than the window", async (model) => {
    const { page, heard } = await open(model, how);
    await page.locator("main h2").first().waitFor();
    // Everything that can be opened is.
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(how.width);
    expect(heard).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});

describe("without scripts", () => {
  it.each([false, true])("there is everything but the sliders (dark: %s)", async (dark) => {
    const { page, heard } = await open("february-2024", { dark, scripts: false });
    await page.locator("#bottom-line").waitFor();
    expect(await page.locator("#what-if").isVisible()).toBe(false);
    expect(await page.locator("#to-what-if").isVisible()).toBe(false);
    expect(await page.locator("figure svg").count()).toBeGreaterThan(5);
    await page.locator("details summary").first().click();
    expect(await page.locator("details table").first().isVisible()).toBe(true);
    expect(heard).toEqual([]);
    // The same page with its own script taken out, so that only axe runs.
    const text = (await page.content()).replace(/<script>[\s\S]*?<\/script>/, "").replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
    const context = await browser.newContext({ colorScheme: dark ? "dark" : "light", offline: true });
    const still = await context.newPage();
    await still.setContent(text);
    expect(await still.locator("#what-if").isVisible()).toBe(false);
    expect(await violations(still)).toEqual([]);
    await context.close();
    await page.context().close();
  });
});

describe("sliders", () => {
  it("move by keyboard, say their value, and go back", async () => {
    const { page, heard } = await open("february-2024");
    const slider = page.locator("#slider-0");
    const answer = page.locator("#then-answer");
    const before = await answer.textContent();
    const tree = await page.locator("#then-tree svg").innerHTML();
    await slider.focus();
    await page.keyboard.press("Home");
    expect(await slider.getAttribute("aria-valuetext")).toBe("0%");
    expect(await page.locator("#moved").textContent()).toContain("were 0% instead of 35%");
    expect(await answer.textContent()).not.toBe(before);
    expect(await page.locator("#then-tree svg").innerHTML()).not.toBe(tree);
    await page.keyboard.press("ArrowRight");
    expect(await slider.getAttribute("aria-valuetext")).toBe("1.2%");
    await page.keyboard.press("End");
    expect(await slider.getAttribute("aria-valuetext")).toBe("60%");
    expect(await violations(page)).toEqual([]);
    await page.locator("#slider-1").focus();
    await page.keyboard.press("ArrowRight");
    // One number at a time.
    expect(await slider.getAttribute("aria-valuetext")).toBe("35%");
    await page.getByRole("button", { name: "All numbers as they are" }).press("Enter");
    expect(await answer.textContent()).toBe(before);
    expect(heard).toEqual([]);
    await page.context().close();
  });
});

it("every figure's definition is one step away", async () => {
  const { page } = await open("february-2024");
  for (const [section, words] of [
    ["outcomes", "probability"],
    ["worth", "the whole play, to Russia"],
    ["asked", "P(settlement)"],
    ["changes", "share"],
  ] as const) {
    await page.locator(`#${section} th a`, { hasText: words }).first().click();
    const place = new URL(page.url()).hash;
    expect(await page.locator(`dt${place}`).isVisible()).toBe(true);
  }
  const heads = await page.locator("main thead td").count();
  expect(heads).toBe(0);
  expect(await page.locator("main").textContent()).not.toContain("`");
  await page.context().close();
});

it("is printed dark on light, whatever the screen is, without sliders", async () => {
  for (const name of ["dark", "selten-horse"]) {
    const { page } = await open(name, { dark: true });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const colour = (of: string, property: string) => page.locator(of).first().evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), property);
    expect(await colour("html", "background-color")).toBe("rgb(255, 255, 255)");
    expect(await colour("figure svg rect.f-ground", "fill")).toBe("rgb(255, 255, 255)");
    expect(await page.locator("#what-if").isVisible()).toBe(false);
    await page.context().close();
  }
});

it("the pages stay below a megabyte", () => {
  for (const model of MODELS) expect(statSync(path(model)).size).toBeLessThan(1_000_000);
});
