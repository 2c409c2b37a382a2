// A Chromium, the mock server, a page that reports every breach of the policy and every error.

import { chromium, type Browser, type Page } from "playwright-core";
import { serve } from "../mock/server.mjs";

export type Server = Awaited<ReturnType<typeof serve>>;

/** Where a server is, with its token and without. */
export type Address = Pick<Server, "address" | "origin">;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface Opened {
  page: Page;
  /** Errors, and breaches of the policy. */
  complaints: string[];
}

export async function open(browser: Browser, server: Address, how: { width?: number; height?: number; dark?: boolean; hash?: string } = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: how.width ?? 1400, height: how.height ?? 900 },
    colorScheme: how.dark ? "dark" : "light",
    permissions: ["clipboard-read", "clipboard-write"],
    acceptDownloads: true,
  });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/ERR_CONNECTION|WebSocket connection|status of (403|409)/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(server.address);
  if (how.hash) await page.goto(`${server.origin}/${how.hash}`);
  await page.locator(".bottom-line .status").waitFor();
  return { page, complaints };
}

export { serve };
