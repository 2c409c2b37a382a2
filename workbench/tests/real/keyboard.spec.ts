// The whole story without the mouse, and nothing for axe to complain about on the way, in both themes.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { PANELS } from "../../src/panels/list";
import { small, violations } from "../axe";
import { stage } from "../stage";
import { FLAGSHIP, start, type Real } from "./server.mjs";

const { enter } = stage<Real>();

/** Presses Tab until the element that is sought has the focus. */
async function tabTo(page: Page, selector: string, most = 400): Promise<void> {
  for (let press = 0; press < most; press++) {
    if (await page.evaluate((sought) => document.activeElement?.matches(sought) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

async function opened(how: { dark?: boolean; width?: number } = {}): Promise<{ page: Page; server: Real }> {
  const server = await start(undefined, ["--timeout", "120s"]);
  return { page: await enter(server, { width: 1680, ...how }), server };
}

it("needs no mouse", async () => {
  const { page, server } = await opened();
  const says = (words: string) => page.locator(".bottom-line:not(.stale)").getByText(words).first().waitFor();
  const keys = async (...all: string[]) => {
    for (const key of all) await page.keyboard.press(key);
  };
  await says("probe (channel)");

  // The text: an error, and its fix.
  await tabTo(page, ".cm-content");
  await keys("Control+End");
  await page.keyboard.type("ask P(setlement | reply is vague)");
  // Half-written words are underlined too, for a moment.
  await page.locator(".cm-lintRange-error", { hasText: /^setlement$/ }).waitFor();
  await page.getByRole("heading", { name: "1 error" }).waitFor();
  await keys("Escape", "Escape", "Shift+Tab"); // the first closes what completion proposes
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Write “settlement”");
  await keys("Enter");
  await page.locator(".cm-lintRange-error").waitFor({ state: "detached" });
  await keys("Control+s");
  await page.getByRole("status").getByText(`Saved ${FLAGSHIP}`).waitFor();
  expect(readFileSync(join(server.folder, FLAGSHIP), "utf8")).toMatch(/ask P\(settlement \| reply is vague\)$/);

  // A slider over the tipping point and back.
  await tabTo(page, "#slider-p_settler");
  await keys("Home");
  await says("none (channel)");
  await keys("End");
  await page.locator(".bottom-line").getByText("Certified").waitFor();
  await tabTo(page, "[aria-label*='it would sign'].reset");
  await keys("Enter");
  await says("probe (channel)");

  // Whose numbers.
  await keys("Escape");
  await page.locator("body").press("/");
  await page.keyboard.type("P(settlement)");
  await keys("Enter");
  await page.locator(".answers").getByText("0.35").first().waitFor();
  await tabTo(page, ".choices select");
  await page.keyboard.type("officials");
  await says("none (channel)");
  await keys("Home");
  await says("probe (channel)");

  // The tree: an information set, and what is believed there.
  await page.goto(`${server.origin}/#tree`);
  await tabTo(page, "[role=application][aria-label^='Game tree']");
  for (let step = 0; step < 12; step++) {
    await keys("ArrowRight");
    if ((await page.locator("#tree .reading").innerText()).includes("cannot tell")) break;
  }
  await page.locator("#tree .reading").getByText(/cannot tell \d situations apart/).waitFor();

  // The map: a point of it is loaded.
  await page.goto(`${server.origin}/#phase`);
  await page.locator("#phase svg").first().waitFor({ timeout: 60_000 });
  await tabTo(page, "[role=application][aria-label^='Map over two']");
  await keys("Shift+ArrowLeft", "Shift+ArrowLeft", "Enter");
  await says("none (channel)");

  // A round, to its end.
  await page.goto(`${server.origin}/#play`);
  await tabTo(page, "#play select");
  await page.keyboard.type("US");
  await tabTo(page, "#play button.main");
  await keys("Enter");
  const over = page.locator("#play").getByText("You gained").first();
  const next = page.locator("#play .moves button").first();
  for (let round = 0; round < 8; round++) {
    await over.or(next).first().waitFor();
    await page.locator("#play .table[aria-busy=false]").waitFor();
    if (await over.isVisible()) break;
    await tabTo(page, "#play .moves button");
    await keys("Enter");
  }
  await over.waitFor();

  // Another model, and help.
  await keys("Escape", "?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await keys("Escape", "Control+o");
  await page.keyboard.type("kuhn");
  await page.getByRole("dialog").getByRole("button", { name: /kuhn/ }).first().waitFor();
  await tabTo(page, "dialog ul button");
  await keys("Enter");
  await page.getByText("a copy, not yet a file").waitFor();

  // The report of it.
  await keys("Escape");
  for (let press = 0; press < 400 && !(await page.evaluate(() => document.activeElement?.textContent?.trim() === "Report")); press++) await keys("Tab");
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toBe("kuhn.html");
});

it.each([
  ["light", false, 1680],
  ["dark", true, 1680],
  ["light, narrow", false, 390],
  ["dark, narrow", true, 390],
])("has no violations, %s", async (_, dark, width) => {
  const { page, server } = await opened({ dark, width });
  for (const { id } of PANELS) await page.goto(`${server.origin}/#${id}`);
  await page.locator("#play select").first().selectOption("US");
  await page.getByRole("button", { name: "Sit down" }).click();
  await page.locator("#play .moves button").first().waitFor();
  await page.locator("#question").fill("P(settlement)");
  await page.locator("#question").press("Enter");
  await page.locator(".answers").getByText("0.35").first().waitFor();
  for (const id of ["outcomes", "tree", "beliefs", "strategy", "values", "tornado", "tipping", "phase"]) await page.locator(`#${id} svg`).first().waitFor({ timeout: 60_000 });
  await page.locator("#equilibria .prose").waitFor({ timeout: 60_000 });
  await page.locator("footer .work", { hasText: "Up to date" }).waitFor({ timeout: 60_000 });
  expect(await violations(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  if (width < 900) {
    await page.getByRole("button", { name: "Numbers", exact: true }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Text", exact: true }).click();
  }
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("ask P(setlement)");
  await page.locator(".message.error").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+o");
  await page.getByRole("dialog", { name: "Open" }).waitFor();
  expect(await violations(page)).toEqual([]);
});
