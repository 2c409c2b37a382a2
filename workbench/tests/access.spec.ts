// Axe finds nothing to complain about: every part, both themes, wide and narrow. Targets are large enough.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PANELS } from "../src/panels/list";
import { launch, open, serve, type Server } from "./browser";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launch();
  server = await serve();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`);
  });
}

/** Buttons, links and fields smaller than 24 pixels on a side. */
function small(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, a[href], select, input, summary")]
      .filter((element) => element.offsetParent !== null && !element.matches(".skip, .segment input, input[type=checkbox]") && element.closest(".cm-editor") === null)
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < 24 || height < 24;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}

describe.each([
  ["light", false, 1680],
  ["dark", true, 1680],
  ["light, narrow", false, 420],
  ["dark, narrow", true, 420],
])("%s", (_, dark, width) => {
  it("has no violations, with every panel open, with messages, with dialogs", async () => {
    const { page, complaints: heard } = await open(browser, server, { dark, width });
    for (const { id } of PANELS) await page.goto(`${server.origin}/#${id}`);
    await page.getByRole("combobox", { name: "Seat" }).selectOption("US");
    await page.getByRole("button", { name: "Sit down" }).click();
    await page.locator("#question").fill("P(settlement)");
    await page.locator("#question").press("Enter");
    await page.locator(".answers").getByText("35%").waitFor();
    await page.locator("#equilibria ol").first().waitFor();
    await page.locator("#phase svg").waitFor();
    await page.waitForTimeout(500);
    expect(await complaints(page)).toEqual([]);
    expect(await small(page)).toEqual([]);

    if (width < 900) {
      await page.getByRole("button", { name: "Numbers", exact: true }).click();
      expect(await complaints(page)).toEqual([]);
      expect(await small(page)).toEqual([]);
      await page.getByRole("button", { name: "Text", exact: true }).click();
    }
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("\nA choses b\n");
    await page.locator(".message.error").waitFor();
    await page.waitForTimeout(500);
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("dialog", { name: "Open" }).waitFor();
    expect(await complaints(page)).toEqual([]);
    expect(heard).toEqual([]);
    await page.context().close();
  });
});

it("does not scroll sideways at 420 pixels", async () => {
  const { page } = await open(browser, server, { width: 420 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(420);
  await page.context().close();
});

it("has landmarks, and headings in order", async () => {
  const { page } = await open(browser, server, { width: 1680 });
  for (const role of ["banner", "main", "contentinfo"] as const) expect(await page.getByRole(role).count()).toBe(1);
  const levels = await page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => Number(heading.tagName[1])));
  expect(levels[0]).toBe(1);
  levels.slice(1).forEach((level, at) => expect(level - levels[at]!).toBeLessThanOrEqual(1));
  await page.context().close();
});
