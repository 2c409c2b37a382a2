// The page as somebody uses it: by keyboard and by pointer, with a server that goes away, under the real policy.

import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { serve, type Server } from "./browser";
import { stage } from "./stage";

const { enter } = stage<Server>();
let server: Server;
let page: Page;

async function begin(how: Parameters<typeof enter>[1] = {}): Promise<void> {
  server = await serve();
  page = await enter(server, how);
}

const status = (words: string | RegExp) => page.getByRole("status").filter({ hasText: words }).waitFor();
const asked = (kind: string) => server.seen.filter((message) => message.do === kind);

/** Writes at the end of the text. */
async function write(words: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(words);
}

describe("the text", () => {
  beforeEach(() => begin());

  it("is underlined where it is wrong, in units of the browser, and mended by a fix", async () => {
    await write("\n# 😀 ∆\n# 𝒳𝒴\nРоссия choses ход\n");
    const mark = page.locator(".cm-lintRange-error");
    await mark.waitFor();
    expect(await mark.innerText()).toBe("choses");
    expect(await page.getByRole("heading", { name: "1 error" }).count()).toBe(1);
    await page.locator(".bottom-line.stale").waitFor();
    await page.getByRole("button", { name: "Write “chooses”" }).click();
    await page.getByRole("heading", { name: "No messages" }).waitFor();
    await page.locator(".bottom-line:not(.stale)").waitFor();
    expect(await page.locator(".cm-content").innerText()).toContain("Россия chooses ход");
  });

  it("is answered once for a burst of keys, read at once by Ctrl-Enter", async () => {
    const before = asked("answer").length;
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("# burst", { delay: 10 });
    await page.waitForTimeout(400);
    expect(asked("answer").length - before).toBeLessThanOrEqual(2);
    const count = asked("check").length;
    await page.keyboard.press("Control+Enter");
    await page.waitForTimeout(50);
    expect(asked("check").length).toBe(count + 1);
  });

  it("is left by Esc, also with the list of completions open", async () => {
    await write("\nus_st");
    await page.keyboard.press("Control+Space");
    const choice = page.getByRole("option", { name: /us_steady/ });
    await choice.waitFor();
    await page.waitForTimeout(150); // the list takes no keys in its first moments
    await page.keyboard.press("Enter");
    await page.locator(".cm-line", { hasText: "us_steady" }).last().waitFor();
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("answer");
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("question");
  });

  it("can be undone, not into another file", async () => {
    await write("# mine");
    await page.getByText("unsaved", { exact: true }).waitFor();
    await page.keyboard.press("Control+z");
    await page.getByText("unsaved", { exact: true }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("button", { name: /^Breakfast.*beer-quiche.standoff/ }).click();
    await page.getByRole("heading", { level: 1, name: "Breakfast as a signal of strength" }).waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+z");
    await page.getByRole("heading", { level: 1, name: "Breakfast as a signal of strength" }).waitFor();
    expect(await page.getByText("unsaved", { exact: true }).count()).toBe(0);
  });

  it("says what a word means", async () => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+f");
    await page.keyboard.type("home_cost ");
    await page.keyboard.press("Enter");
    await page.locator(".cm-searchMatch-selected, .cm-selectionMatch").first().hover();
    await page.locator(".hover").filter({ hasText: "what a compromise costs" }).waitFor();
  });
});

describe("numbers", () => {
  beforeEach(async () => {
    await begin({ width: 1680 });
  });

  it("move by keys, say where the answer turns, and go back to the file's", async () => {
    const slider = page.getByRole("slider", { name: /it would sign a deal/ });
    await slider.focus();
    await page.keyboard.press("Home");
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    await page.getByText("with your numbers").waitFor();
    expect(await slider.getAttribute("aria-valuetext")).toBe("0%");
    expect(await page.locator("#turns-p_settler").innerText()).toContain("28.18%");
    await page.getByRole("button", { name: /it would sign.*as in the file/ }).click();
    await page.locator(".bottom-line").getByText("probe (channel)").waitFor();
  });

  it("can be written", async () => {
    const field = page.getByRole("textbox", { name: /Value of cost of a concrete step/ });
    await field.fill("0.3");
    await field.press("Enter");
    await page.getByText("with your numbers").waitFor();
    await expect.poll(() => asked("answer").at(-1)?.setting).toMatchObject({ parameters: { step_cost: 0.3 } });
    await field.fill("much");
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await field.press("Tab");
    expect(await field.inputValue()).toBe("0.3");
  });

  it("of experts show in the sliders; options are chosen", async () => {
    await page.getByLabel("Numbers of").selectOption("officials");
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    expect(await page.getByRole("slider", { name: /it would sign/ }).getAttribute("aria-valuetext")).toBe("10%");
    await page.getByRole("radio", { name: "on" }).check();
    await page.locator(".bottom-line").getByText("guaranteed").first().waitFor();
  });

  it("are kept as cases and written as a variant", async () => {
    await page.getByRole("slider", { name: /it would sign/ }).fill("0.2");
    await page.locator(".bottom-line:not(.stale)").getByText("none (channel)").waitFor();
    await page.getByLabel("Name of the case").fill("pessimist");
    await page.getByRole("button", { name: "Keep this case" }).click();
    await page.getByRole("button", { name: "Reset all" }).click();
    await page.locator(".bottom-line").getByText("probe (channel)").waitFor();
    await page.getByRole("button", { name: "Load pessimist" }).click();
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    await page.getByRole("button", { name: "Copy as flags" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("--set p_settler=0.2");
    await page.getByRole("button", { name: "Write as variant" }).click();
    await page.locator(".cm-line", { hasText: "variant changed" }).waitFor();
  });

  it("keep the last picture, dimmed, while they move", async () => {
    await page.locator("#outcomes svg").waitFor();
    const slider = page.getByRole("slider", { name: /it would sign/ });
    await slider.fill("0.3");
    await page.locator("#outcomes .picture.stale svg").waitFor();
    await page.locator("#outcomes .picture:not(.stale)").getByText("30%").first().waitFor();
  });
});

describe("panels", () => {
  beforeEach(() => begin());

  it("open by their address", async () => {
    await page.goto(`${server.origin}/#tornado`);
    await page.locator("#tornado svg").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("tornado");
  });

  it("give away their data, their SVG and their command, and say the same in words", async () => {
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    const panel = page.locator("#outcomes");
    await panel.getByRole("button", { name: "Copy the data" }).click();
    await status("Copied: the data");
    expect(await clipboard()).toContain("outcome,probability\nthe war goes on,0.4");
    await panel.getByRole("button", { name: "Copy the SVG" }).click();
    await status("Copied: the SVG");
    expect(await clipboard()).toMatch(/^<svg [\s\S]*<style>/);
    await panel.getByRole("button", { name: "Copy the command" }).click();
    await status("Copied: the command");
    expect(await clipboard()).toContain("standoff picture");
    await panel.getByRole("button", { name: "In words" }).click();
    await panel.getByRole("cell", { name: "0.4" }).waitFor();
  });

  it("the tree is walked by arrows; what is folded opens", async () => {
    const tree = page.getByRole("application", { name: /Game tree/ });
    await tree.focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    await page.locator("#tree .reading").getByText("settler 35%, waiter 40%").waitFor();
    expect(await page.locator("#tree [data-node].lit").count()).toBe(3);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowUp");
    const folded = await page.locator("#tree .folded").count();
    for (let tries = 0; tries < 8 && !(await page.locator("#tree .reading").innerText()).startsWith("Folded"); tries++) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.locator("#tree .picture:not(.stale)").waitFor();
    await page.locator("#tree text", { hasText: "balk" }).waitFor();
    expect(await page.locator("#tree .folded").count()).toBe(folded - 1);
    await page.keyboard.press("Enter");
    await page.locator("#tree text", { hasText: "balk" }).waitFor({ state: "detached" });
  });

  it("the map is read, clicked, dragged, and moved by keys", async () => {
    await page.goto(`${server.origin}/#phase`);
    const map = page.getByRole("application", { name: /Map over two/ });
    await map.locator("svg").waitFor();
    const reading = page.locator("#phase .reading");
    await reading.getByText("In force: p_settler 35%").waitFor();
    const count = asked("picture").filter((message) => message.picture === "phase").length;
    await map.focus();
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Shift+ArrowLeft");
    await reading.getByText("p_settler 23%, step_cost 0.04 → 0%").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    const box = (await map.locator("svg").boundingBox())!;
    const at = (x: number, y: number) => [box.x + (x / 880) * box.width, box.y + (y / 484) * box.height] as const;
    await page.mouse.click(...at(500, 300));
    await page.locator(".bottom-line").getByText("probe (channel)").waitFor();
    const knob = (await map.locator(".knob").boundingBox())!;
    await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
    await page.mouse.down();
    await page.mouse.move(...at(200, 300), { steps: 5 });
    await page.mouse.up();
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    expect(asked("picture").filter((message) => message.picture === "phase").length).toBe(count);
  });

  it("answer questions, and list equilibria", async () => {
    await page.locator("body").press("/");
    await page.keyboard.type("P(settlement)");
    await page.keyboard.press("Enter");
    await page.locator(".answers").getByText("35%").waitFor();
    await page.locator("#question").fill("what?");
    await page.keyboard.press("Enter");
    await page.locator(".answers .sorry").getByText("cannot be read").waitFor();
    await page.goto(`${server.origin}/#equilibria`);
    await page.locator("#equilibria").getByText("4 isolated ways to play").waitFor();
    expect(await page.locator("#equilibria ol > li").count()).toBe(4);
  });

  it("let somebody play, take back, and read how it was", async () => {
    await page.goto(`${server.origin}/#play`);
    const table = page.locator("#play");
    await table.getByRole("combobox", { name: "Seat" }).selectOption("US");
    await table.getByRole("button", { name: "Sit down" }).click();
    await table.getByRole("button", { name: /^reject/ }).click();
    await table.getByRole("button", { name: /^probe/ }).click();
    await table.getByRole("button", { name: "Take back “probe”" }).click();
    await table.getByRole("button", { name: /^probe/ }).click();
    await table.getByText("58%").waitFor();
    await table.getByRole("button", { name: /^bring/ }).click();
    await table.getByText("How that was").waitFor();
    expect(asked("play").at(-1)?.moves).toEqual(["reject", "probe", "bring"]);
  });
});

describe("files", () => {
  beforeEach(() => begin());

  it("are saved, and a file that changed on disk is not lost", async () => {
    await write("# mine");
    await page.keyboard.press("Control+s");
    await status("Saved february-2024.standoff");
    expect(server.files.get("february-2024.standoff")).toMatch(/# mine$/);
    await page.request.post(`${server.origin}/mock/disk?path=february-2024.standoff`, { data: "standoff theirs \"Theirs\"\n" });
    await write("\n# more");
    await page.keyboard.press("Control+s");
    const dialog = page.getByRole("dialog", { name: "The file has changed on disk" });
    await dialog.getByRole("button", { name: "Keep mine" }).click();
    expect(server.files.get("february-2024.standoff")).toContain("theirs");
    await page.getByText("unsaved", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Overwrite" }).click();
    await status("Saved");
    expect(server.files.get("february-2024.standoff")).toMatch(/# more$/);
    await page.request.post(`${server.origin}/mock/disk?path=february-2024.standoff`, { data: "standoff theirs \"Theirs\"\n" });
    await write("\n# again");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Take what is on disk" }).click();
    await page.getByRole("heading", { level: 1, name: "Theirs" }).waitFor();
  });

  it("are saved under another name; another file of that name is asked about", async () => {
    await page.getByRole("button", { name: "Save as" }).click();
    await page.getByLabel("File, in the folder").fill("mine");
    await page.keyboard.press("Enter");
    await status("Saved mine.standoff");
    expect(server.files.has("mine.standoff")).toBe(true);
    await page.getByRole("button", { name: "Save as" }).click();
    await page.getByLabel("File, in the folder").fill("crisis.standoff");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "The file has changed on disk" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("are not left with unsaved text without asking", async () => {
    await write("# mine");
    await page.getByRole("button", { name: "New" }).click();
    await page.getByRole("dialog", { name: "Unsaved changes" }).getByRole("button", { name: "Cancel" }).click();
    await page.locator(".cm-line", { hasText: "# mine" }).waitFor();
    await page.getByRole("button", { name: "New" }).click();
    await page.getByRole("button", { name: "Drop them" }).click();
    await page.getByRole("heading", { level: 1, name: "Is it worth pressing?" }).waitFor();
    await page.getByText("a copy, not yet a file").waitFor();
  });

  it("and text that is not saved live through a reload", async () => {
    await write("# mine 😀");
    await page.getByText("unsaved", { exact: true }).waitFor();
    let warned = false;
    page.on("dialog", (dialog) => {
      warned = dialog.type() === "beforeunload";
      void dialog.accept();
    });
    await page.reload();
    await page.getByText("unsaved", { exact: true }).waitFor();
    expect(warned).toBe(true);
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.locator(".cm-line", { hasText: "# mine 😀" }).waitFor();
  });

  it("come from the gallery as copies", async () => {
    await page.keyboard.press("Control+o");
    await page.getByLabel("Find a model").fill("kuhn");
    await page.getByRole("button", { name: /Kuhn poker/ }).click();
    await page.getByRole("heading", { level: 1, name: "Kuhn poker" }).waitFor();
    await page.getByText("a copy, not yet a file").waitFor();
  });

  it("give a report to download", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Report" }).click()]);
    expect(download.suggestedFilename()).toBe("february-2024.html");
  });
});

describe("a server that goes away", () => {
  beforeEach(() => begin());

  it("is seen, and asked again when it is back", async () => {
    await page.request.post(`${server.origin}/mock/away?for=1500`);
    await page.getByRole("alert").getByText("The server is away.").waitFor();
    await write("# meanwhile");
    await page.getByRole("alert").getByText("The server is away.").waitFor({ state: "detached" });
    await page.locator(".bottom-line:not(.stale)").waitFor();
    expect(asked("check").at(-1)?.text).toMatch(/# meanwhile$/);
  });
});

describe("an answer that takes long", () => {
  beforeEach(() => begin({ width: 1680 }));

  it("can be stopped and asked for again", async () => {
    await page.request.post(`${server.origin}/mock/slow?ms=60000`);
    await page.getByRole("slider", { name: /it would sign/ }).fill("0.2");
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator(".bottom-line .sorry").getByText("Stopped.").waitFor();
    expect(await page.locator(".bottom-line.stale").count()).toBe(1);
    await page.request.post(`${server.origin}/mock/slow?ms=40`);
    await page.keyboard.press("Control+Enter");
    await page.locator(".bottom-line:not(.stale)").getByText("none (channel)").waitFor();
    expect(await page.getByText("Stopped.").count()).toBe(0);
  });

  it("gives way to the newest wish", async () => {
    await page.request.post(`${server.origin}/mock/slow?ms=400`);
    const slider = page.getByRole("slider", { name: /it would sign/ });
    for (const value of ["0.1", "0.2", "0.5"]) {
      await slider.fill(value);
      await page.waitForTimeout(80);
    }
    await page.locator("#outcomes .picture:not(.stale)").getByText("50%").waitFor();
    // One that is overtaken while the pictures before it are drawn is never asked for.
    const values = asked("answer").map(({ setting }) => (setting as { parameters: { p_settler?: number } }).parameters.p_settler);
    expect(values.at(-1)).toBe(0.5);
  });
});

describe("a strange tab", () => {
  beforeEach(() => begin());

  it("is told to come by the printed address", async () => {
    await page.context().clearCookies();
    await page.request.post(`${server.origin}/mock/away?for=1`);
    await page.getByRole("alert").getByText("no longer knows this tab").waitFor();
  });
});
