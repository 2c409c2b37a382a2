// Pictures of the page, to be looked at: `npm run shots` writes them to tests/shots/.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { serve } from "../mock/server.mjs";

const to = new URL("shots/", import.meta.url).pathname;
mkdirSync(to, { recursive: true });
const server = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const only = process.argv[2];
for (const [name, width, height, dark] of [["huge-light", 1680, 950, false], ["wide-light", 1400, 900, false], ["wide-dark", 1400, 900, true], ["medium-light", 1000, 800, false], ["narrow-light", 420, 860, false], ["narrow-dark", 420, 860, true]]) {
  if (only && !name.includes(only)) continue;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.log(name, message.text()));
  page.on("pageerror", (error) => console.log(name, String(error)));
  await page.goto(server.address);
  await page.locator(".bottom-line .status").waitFor();
  const shot = async (what) => {
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${to}${name}-${what}.png` });
  };
  await shot("begin");
  for (const panel of ["tree", "beliefs", "phase", "tipping", "tornado", "equilibria", "play"]) {
    await page.goto(`${server.origin}/#${panel}`);
    if (panel === "tree") {
      await page.locator("#tree .canvas").focus();
      for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    }
    if (panel === "play") {
      await page.getByRole("combobox", { name: "Seat" }).selectOption("US");
      await page.getByRole("button", { name: "Sit down" }).click();
    }
    await shot(panel);
  }
  if (width < 900) {
    await page.getByRole("button", { name: "Text", exact: true }).click();
    await shot("text");
    await page.getByRole("button", { name: "Numbers", exact: true }).click();
    await shot("numbers");
  } else {
    await page.keyboard.press("Escape");
    await page.locator("body").press("?");
    await shot("help");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await shot("open");
  }
  await context.close();
}
await browser.close();
await server.close();
