// Pictures that are worked with: one panel leads to another, values are dragged, places are found, by pointer and by keys.

import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { serve, type Server } from "./browser";
import { stage } from "./stage";

const { browser, enter } = stage<Server>();
let server: Server;
let page: Page;

beforeEach(async () => {
  server = await serve();
  page = await enter(server, { width: 1680 });
});
const asked = (kind: string) => server.seen.filter((message) => message.do === kind);
const status = (words: string | RegExp) => page.getByRole("status").filter({ hasText: words }).waitFor();
const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
async function to(panel: string): Promise<void> {
  await page.goto(`${server.origin}/#${panel}`);
  await page.locator(`#${panel} svg`).waitFor();
}

describe("along one number", () => {
  beforeEach(() => to("tipping"));
  const reading = () => page.locator("#tipping .reading");
  const pictures = () => asked("picture").filter(({ picture }) => picture === "tipping").length;

  it("the rule is dragged, and the answer follows without another picture", async () => {
    await reading().getByText("p_settler 35%: P(channel is probe) 100%").waitFor();
    const before = pictures();
    const knob = (await page.locator("#tipping .handle .knob").boundingBox())!;
    await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
    await page.mouse.down();
    await page.mouse.move(knob.x - 150, knob.y, { steps: 6 });
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    await page.mouse.up();
    await reading().getByText("P(channel is probe) 0%").waitFor();
    expect(pictures()).toBe(before);
    expect(await page.locator("#tipping .picture.stale").count()).toBe(0);
  });

  it("the rule is a slider for keys, which jump over the points where it tips", async () => {
    const rule = page.locator("#tipping").getByRole("slider", { name: /in force/ });
    await rule.focus();
    await page.keyboard.press("ArrowLeft");
    await reading().getByText("p_settler 34.4%").waitFor();
    expect(await rule.getAttribute("aria-valuetext")).toContain("34.4%");
    await page.keyboard.press("PageDown");
    await reading().getByText("p_settler 27.88%: P(channel is probe) 0%").waitFor();
    await page.locator(".bottom-line:not(.stale)").getByText("none (channel)").waitFor();
    await page.waitForTimeout(300);
    await page.keyboard.press("PageDown");
    await status("No answer tips further on.");
    await page.getByRole("button", { name: "To the other side of 28.18%" }).click();
    await reading().getByText("p_settler 28.48%: P(channel is probe) 100%").waitFor();
    await page.keyboard.press("Tab");
    await rule.focus();
    await page.keyboard.press("End");
    await reading().getByText("p_settler 60%").waitFor();
  });
});

describe("beliefs", () => {
  it("are gone through step by step; the tree lights the step, and leads back to it", async () => {
    await to("beliefs");
    await page.locator("#tree svg").waitFor();
    const step = page.locator("#beliefs").getByRole("slider", { name: "Step" });
    await step.focus();
    for (let times = 0; times < 4; times++) await page.keyboard.press("ArrowRight");
    const words = "After Russia: reply concrete, US believes of Russia.aim: settler 58.3%, waiter 0%, feinter 41.7%.";
    await page.locator("#beliefs .reading").getByText(words).waitFor();
    expect(await step.getAttribute("aria-valuetext")).toBe(words);
    await page.locator("#tree .reading").getByText("The US chooses next").waitFor();
    expect(await page.locator("#tree .ring").count()).toBe(3);
    expect(await page.evaluate(() => document.activeElement?.closest("section")?.id)).toBe("beliefs");

    await page.getByRole("application", { name: /Game tree/ }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.locator("#beliefs .reading").getByText("After US: channel probe").waitFor();
    await page.locator("#beliefs .step").nth(1).click();
    await page.locator("#beliefs .reading").getByText("After Russia: opening call").waitFor();
    await page.locator("#tree .reading").getByText("The US chooses line").waitFor();
    await page.locator("#beliefs").getByRole("button", { name: "Show in the tree" }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("tree");
  });

  it("are scrubbed by dragging over the picture", async () => {
    await to("beliefs");
    await page.locator("#tree svg").waitFor();
    await page.locator("#beliefs .step").first().scrollIntoViewIfNeeded();
    const box = async (number: number) => (await page.locator("#beliefs .step > .hit").nth(number).boundingBox())!;
    const [first, last] = [await box(0), await box(5)];
    await page.mouse.move(first.x + 9, first.y + 60);
    await page.mouse.down();
    await page.mouse.move(last.x + 9, last.y + 60, { steps: 12 });
    await page.mouse.up();
    await page.locator("#beliefs .reading").getByText("After US: next bring").waitFor();
  });

  it("of an expert, or of all side by side", async () => {
    await to("beliefs");
    await page.locator("#beliefs").getByLabel("Opinion").selectOption("officials");
    await expect.poll(() => asked("picture").at(-1)).toMatchObject({ picture: "beliefs", opinions: ["officials"] });
    await page.locator("#beliefs").getByLabel("Opinion").selectOption("*");
    await expect.poll(() => asked("picture").at(-1)).toMatchObject({ opinions: ["officials", "sceptics", "testers"] });
    await page.locator("#beliefs .reading").getByText("officials: settler").waitFor();
    await page.locator("#beliefs").getByLabel("Opinion").selectOption("");
    await page.locator("#beliefs .reading").getByText("officials").waitFor({ state: "detached" });
  });
});

describe("rows", () => {
  it("of the strategies lead to the tree, by click and by keys", async () => {
    await to("strategy");
    await page.locator("#strategy .situation").nth(3).click();
    await page.locator("#tree .reading").getByText("The US chooses channel").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("tree");
    expect(await page.locator("#tree [data-node].lit").count()).toBe(3);
    await page.getByRole("button", { name: /opening call.*Russia to decide\. Show/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("#tree .reading").getByText("The US chooses line").waitFor();
  });

  it("of the drivers lead to sliders, and are found by name", async () => {
    await to("tornado");
    await page.getByLabel("Parameters", { exact: true }).fill("probe");
    await page.locator("#tornado .parameter").nth(1).waitFor({ state: "detached" });
    expect((asked("picture").at(-1) as { over?: string[] }).over).toContain("probe_cost");
    await page.locator("#tornado .parameter").first().focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("slider-probe_cost");
    await page.getByLabel("Parameters", { exact: true }).fill("nothing of that name");
    await page.locator("#tornado .sorry").getByText("No parameter is called").waitFor();
    await page.getByLabel("Parameters", { exact: true }).fill("");
    await page.locator("#tornado .parameter").nth(4).waitFor();
  });

  it("lead to sliders on a narrow page too", async () => {
    await page.setViewportSize({ width: 420, height: 800 });
    await to("tornado");
    await page.locator("#tornado .parameter").nth(1).click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("slider-breach_worth.feinter");
  });

  it("of worths say what they mean", async () => {
    await to("values");
    await page.locator("#values .value").nth(1).hover();
    await page.locator("#values .reading").getByText("everybody knows that it is").waitFor();
    await page.locator("#values .value").first().focus();
    await page.locator("#values .reading").getByText("less what it gains with none").waitFor();
    await page.getByText("What all of them mean").click();
    expect(await page.locator("#values dd").count()).toBe(3);
  });
});

describe("the tree", () => {
  it("tells what is pointed at, and a whole information set", async () => {
    await page.locator("#tree svg").waitFor();
    await page.locator('#tree [data-set="US-next"][data-node]').first().hover();
    await page.locator("#tree .reading").getByText("It believes: settler 58%").waitFor();
    expect(await page.locator("#tree [data-node].lit").count()).toBe(3);
    await page.mouse.move(2, 2);
    await page.locator("#tree .reading").getByText("Arrows move").waitFor();
    await page.locator('#tree .information-set[data-set="US-line"]').dispatchEvent("click");
    await page.locator("#tree .reading").getByText("The US chooses line").waitFor();
    expect(await page.locator("#tree [data-node].lit").count()).toBe(3);
  });

  it("shows an equilibrium that was chosen, until the numbers change", async () => {
    await page.locator("#tree svg").waitFor();
    await page.goto(`${server.origin}/#equilibria`);
    await page.getByRole("button", { name: "Show in the tree: equilibrium 2" }).click();
    await page.locator("#tree").getByText("as in equilibrium 2").waitFor();
    const { moves } = (asked("picture").at(-1) as unknown as { played: { moves: Record<string, unknown> } }).played;
    expect(moves["US-line"]).toEqual({ reject: 1 });
    await page.locator("#tree .picture:not(.stale)").waitFor();
    expect(await page.getByRole("button", { name: "Copy the command that made this" }).count()).toBeGreaterThan(0);
    expect(await page.locator("#tree").getByRole("button", { name: "Copy the command that made this" }).count()).toBe(0);
    await page.locator('#tree .information-set[data-set="US-next"]').dispatchEvent("click");
    await page.locator("#tree .reading").getByText("comes about with").waitFor();
    expect(await page.getByRole("button", { name: "Show in the tree: equilibrium 2" }).getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("button", { name: "Back to the solution" }).click();
    await page.locator("#tree .picture:not(.stale)").waitFor();
    await page.locator("#tree .reading").getByText("It believes: settler").waitFor();
    await page.getByRole("button", { name: "Show in the tree: equilibrium 2" }).click();
    await page.getByRole("slider", { name: /it would sign/ }).fill("0.3");
    await page.locator("#tree").getByText("as in equilibrium 2").waitFor({ state: "detached" });
  });
});

describe("a finger", () => {
  it("drags the rule along one number, and the point of a map", async () => {
    const context = await browser().newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, storageState: await page.context().storageState() });
    const phone = await context.newPage();
    const drag = async (selector: string, by: number) => {
      await phone.locator(selector).scrollIntoViewIfNeeded();
      const box = (await phone.locator(selector).boundingBox())!;
      const touch = await context.newCDPSession(phone);
      const at = (x: number) => [{ x: box.x + box.width / 2 + x, y: box.y + box.height / 2 }];
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
      for (let part = 1; part <= 8; part++) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at((by * part) / 8) });
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await phone.goto(`${server.origin}/#tipping`);
    await phone.locator(".bottom-line .status").waitFor();
    await phone.locator("#tipping .handle").waitFor();
    await phone.waitForTimeout(800);
    await drag("#tipping .knob", -120);
    await phone.locator("#tipping .reading").getByText("P(channel is probe) 0%").waitFor();
    await phone.goto(`${server.origin}/#phase`);
    await phone.locator("#phase .handle").waitFor();
    await phone.waitForTimeout(200);
    await drag("#phase .knob", 120);
    await phone.locator(".bottom-line").getByText("probe (channel)").waitFor();
    await context.close();
  });
});

describe("the map", () => {
  it("is made finer on wish, of another question", async () => {
    await to("phase");
    await page.locator("#phase").getByLabel("Fineness").selectOption("81");
    await expect.poll(() => asked("picture").at(-1)).toMatchObject({ picture: "phase", points: 81 });
    expect(await page.locator("#phase .address").getAttribute("href")).toContain("points=81");
    const question = page.locator("#phase").getByLabel("Question");
    await question.fill("P(settlement)");
    await question.press("Enter");
    await expect.poll(() => asked("picture").at(-1)).toMatchObject({ picture: "phase", points: 81, question: "P(settlement)" });
  });
});

describe("what a picture is about", () => {
  it("stands in its address, which can be shared", async () => {
    await page.goto(`${server.origin}/#tipping?over=step_cost&question=P(settlement)`);
    await page.locator("#tipping svg").waitFor();
    expect(asked("picture").at(-1)).toMatchObject({ picture: "tipping", over: ["step_cost"], question: "P(settlement)" });
    expect(await page.locator("#tipping .address").getAttribute("href")).toBe("#tipping?over=step_cost&question=P%28settlement%29");
  });

  it("is found again by the same link", async () => {
    const link = page.getByRole("navigation", { name: "Panels" }).getByRole("link", { name: "Worth" });
    await link.click();
    await page.locator("#values svg").waitFor();
    await page.getByRole("button", { name: "What things are worth" }).click();
    await page.locator("#values svg").waitFor({ state: "detached" });
    await link.click();
    await page.locator("#values svg").waitFor();
  });

  it("is saved in every format", async () => {
    for (const [name, file] of [["Download the SVG", "svg"], ["Download a PNG", "png"], ["Download a PDF", "pdf"], ["Download the CSV", "csv"]] as const) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#outcomes").getByRole("button", { name }).click()]);
      expect(download.suggestedFilename()).toBe(`february_2024-outcomes.${file}`);
    }
    expect(asked("export").map(({ picture, format }) => [picture, format])).toEqual([["outcomes", "png"], ["outcomes", "pdf"]]);
  });

  it("and the brief and the equilibria are copied as text and as commands", async () => {
    await page.getByRole("button", { name: "Copy the brief as text" }).click();
    await status("Copied: the brief");
    expect(await clipboard()).toContain("Ukraine chooses quiet");
    await page.getByRole("button", { name: "Copy the command that prints the brief" }).click();
    await status("Copied: the command");
    expect(await clipboard()).toBe("standoff february-2024.standoff");
    await page.goto(`${server.origin}/#equilibria`);
    await page.getByRole("button", { name: "Copy the command that lists the equilibria" }).click();
    await expect.poll(clipboard).toContain("equilibria");
  });
});

describe("numbers", () => {
  it("that are none, or no shares, get a sentence", async () => {
    const field = page.getByRole("textbox", { name: /Value of it would sign/ });
    await field.fill("130%");
    await page.getByRole("alert").getByText("A share lies from 0% to 100%.").waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    await field.press("Tab");
    await status("stays 35%");
    expect(await field.inputValue()).toBe("35%");
    await field.fill("many");
    await page.getByRole("alert").getByText("This is no number: write 35% or 0.35.").waitFor();
    await field.press("Escape");
    expect(await field.inputValue()).toBe("35%");
    await field.fill("70%");
    await field.press("Enter");
    await page.getByText("Outside the range of the file, 0% to 60%.").waitFor();
  });

  it("jump to the other side of where the answer turns", async () => {
    await page.locator("#turns-p_settler").getByRole("button", { name: "28.18%" }).click();
    await page.locator(".bottom-line").getByText("none (channel)").waitFor();
    await expect.poll(() => asked("answer").at(-1)?.setting).toMatchObject({ parameters: { p_settler: 0.2788 } });
  });
});

describe("a seat", () => {
  it("is taken against sides that err; the round can be taken up elsewhere", async () => {
    await page.goto(`${server.origin}/#play`);
    const table = page.locator("#play");
    await table.getByRole("combobox", { name: "Seat" }).selectOption("US");
    await table.getByLabel("The others").selectOption("err now and then");
    await table.getByLabel("Precision λ").fill("3.5");
    await table.getByRole("button", { name: "Sit down" }).click();
    await table.getByRole("button", { name: /^reject/ }).click();
    await table.getByRole("button", { name: /^probe/ }).waitFor();
    expect(asked("play").at(-1)).toMatchObject({ lambda: 3.5, seed: 1, moves: ["reject"] });
    await table.getByRole("button", { name: /Copy the command/ }).click();
    await status("Copied: the command");
    expect(await clipboard()).toBe("standoff play february-2024.standoff --as US --lambda 3.5 --seed 1 --move reject");
    await table.getByLabel("The others").selectOption("play the equilibrium");
    await table.getByRole("button", { name: "Start again" }).click();
    await expect.poll(() => asked("play").at(-1)).toMatchObject({ lambda: null, moves: [] });
  });
});
