// A stage for a file of tests: one Chromium; for each test a server and a page on it, after which nothing may have been complained about.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launch, open, type Address, type Opened } from "./browser";

export interface Stage<Server> {
  browser: () => Browser;
  /** Opens the page of a server. Both are closed after the test. */
  enter: (server: Server, how?: Parameters<typeof open>[2]) => Promise<Page>;
}

export function stage<Server extends Address & { close: () => Promise<void> }>(): Stage<Server> {
  let browser: Browser;
  let server: Server;
  let opened: Opened;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(opened.complaints).toEqual([]);
    await opened.page.context().close();
    await server.close();
  });
  return {
    browser: () => browser,
    enter: async (on, how) => {
      server = on;
      opened = await open(browser, on, how);
      return opened.page;
    },
  };
}
