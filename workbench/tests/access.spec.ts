// Axe finds nothing to complain about: every part, both themes, wide and narrow. Targets are large enough.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PANELS } from "../src/panels/list";
import { small, violations } from "./axe";
import { launch, open, serve, type Server } from "./browser";

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

describe.each([
  ["light", false, 1680],
  ["dark", true, 1680],
  ["light, narrow", false, 420],
  ["dark, narrow", true, 420],
])("%s", (_, dark, width) => {
  it("has no violations, with every panel open, with messages, with dialogs", async () => {
    const { page, complaints } = await open(browser, server, { dark, width });
    for (const { id } of PANELS) await page.goto(`${server.origin}/#${id}`);
    await page.getByRole("combobox", { name: "Seat" }).selectOption("US");
    await page.getByRole("button", { name: "Sit down" }).click();
    await page.locator("#question").fill("P(settlement)");
    await page.locator("#question").press("Enter");
    await page.locator(".answers").getByText("35%").waitFor();
    await page.locator("#equilibria ol").first().waitFor();
    await page.locator("#phase svg").waitFor();
    await page.waitForTimeout(500);
    expect(await violations(page)).toEqual([]);
    expect(await small(page)).toEqual([]);

    if (width < 900) {
      await page.getByRole("button", { name: "Numbers", exact: true }).click();
      expect(await violations(page)).toEqual([]);
      expect(await small(page)).toEqual([]);
      await page.getByRole("button", { name: "Text", exact: true }).click();
    }
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("\nA choses b\n");
    await page.locator(".message.error").waitFor();
    await page.waitForTimeout(500);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("dialog", { name: "Open" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
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
