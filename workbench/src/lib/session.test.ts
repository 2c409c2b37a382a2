import { beforeEach, describe, expect, it } from "vitest";
import type { Surroundings, Wire } from "./live";
import type { Outline } from "./protocol";
import { Session } from "./session.svelte";

const outline: Outline = {
  name: "m",
  title: "M",
  actors: [{ name: "A" }],
  parameters: [
    { name: "p", label: "", group: "", value: 0.5, low: 0, high: 1, percent: true },
    { name: "q", label: "", group: "", value: 2, low: 0, high: 4, percent: false },
  ],
  options: [{ name: "o", values: ["off", "on"], value: "off" }],
  opinions: [],
  variants: [],
  questions: ["P(x)"],
};

type Sent = { id: number; do: string } & Record<string, unknown>;
let sent: Sent[];
let wire: Wire;
let waits: { wait: number; run: (() => void) | null }[];
let session: Session;

const says = (reply: unknown) => wire.onmessage?.({ data: JSON.stringify(reply) });
const last = (kind: string) => sent.filter((message) => message.do === kind).at(-1)!;
/** Runs what was put off and not cancelled. */
const elapse = () => waits.splice(0).forEach(({ run }) => run?.());
const checked = (diagnostics: unknown[] = []) => says({ id: last("check").id, done: true, diagnostics, outline });
const mistake = { code: "SD1", severity: "error", message: "", from: 0, to: 1, line: 1, column: 1 };

function answered(words: string): void {
  const { id, pictures } = last("answer");
  says({ id, part: "bottom line", text: words, status: "verified-exact" });
  for (const picture of pictures as string[]) says({ id, part: "picture", picture, svg: `<svg>${words}</svg>`, twin: "", data: "", command: "" });
  says({ id, part: "brief", html: words });
  says({ id, done: true, seconds: 0.1 });
}

beforeEach(() => {
  sent = [];
  waits = [];
  const around: Surroundings = {
    wire: () => (wire = { send: (data) => sent.push(JSON.parse(data) as Sent), close: () => {}, onopen: null, onmessage: null, onclose: null }),
    refused: () => Promise.resolve(false),
    later: (wait, run) => {
      const entry: (typeof waits)[number] = { wait, run };
      waits.push(entry);
      return () => (entry.run = null);
    },
  };
  session = new Session(around);
  session.live.connect();
  wire.onopen?.();
  session.load({ path: "m.standoff", name: "m.standoff", text: "one\n", version: "1" });
});

describe("text", () => {
  it("is read at once when opened, answered when it has no errors", () => {
    expect(sent.map((message) => message.do)).toEqual(["check"]);
    checked();
    expect(last("answer")).toMatchObject({ text: "one\n", pictures: ["tree", "beliefs", "outcomes"] });
  });

  it("is read again with every key, answered once, 120 ms after the last", () => {
    checked();
    session.edited("two");
    checked();
    session.edited("three");
    checked();
    expect(sent.filter((message) => message.do === "check").map((message) => message.text)).toEqual(["one\n", "two", "three"]);
    expect(waits.filter(({ run }) => run !== null).map(({ wait }) => wait)).toEqual([120]);
    elapse();
    expect(sent.filter((message) => message.do === "answer").map((message) => message.text)).toEqual(["one\n", "three"]);
  });

  it("is answered when it is read, if that takes longer", () => {
    checked();
    session.edited("two");
    elapse();
    expect(last("answer").text).toBe("one\n");
    checked();
    expect(last("answer").text).toBe("two");
  });

  it("with errors keeps the last answer, as stale", () => {
    checked();
    answered("first");
    expect(session.briefStale()).toBe(false);
    session.edited("two");
    expect(session.briefStale()).toBe(true);
    elapse();
    checked([mistake]);
    expect(session.brief.content?.html).toBe("first");
    expect(session.stale("tree")).toBe(true);
    expect(sent.filter((message) => message.do === "answer")).toHaveLength(1);
  });

  it("is dirty until it is saved", () => {
    expect(session.dirty).toBe(false);
    session.edited("two");
    expect(session.dirty).toBe(true);
    session.wasSaved("n.standoff", "two", "2");
    expect(session.dirty).toBe(false);
    expect(session.name).toBe("n.standoff");
  });

  it("keeps the line ends of its file", () => {
    session.load({ path: "w.standoff", name: "w.standoff", text: "a\r\nb\r\n", version: "1" });
    expect(session.text).toBe("a\nb\n");
    expect(session.dirty).toBe(false);
    expect(session.textForDisk).toBe("a\r\nb\r\n");
  });
});

describe("settings", () => {
  beforeEach(() => {
    checked();
    answered("first");
  });

  it("are answered without reading the text again", () => {
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    expect(session.stale("outcomes")).toBe(true);
    elapse();
    expect(last("answer").setting).toEqual({ parameters: { p: 0.25 }, options: {}, variant: null, opinions: null });
    expect(sent.filter((message) => message.do === "check")).toHaveLength(1);
    answered("second");
    expect(session.stale("outcomes")).toBe(false);
    expect(session.pictures.outcomes.content?.svg).toBe("<svg>second</svg>");
  });

  it("wait for the pictures of the value before while a slider moves, not for the brief", () => {
    const move = (p: number) => session.change({ ...session.setting, parameters: { p } });
    const values = () => sent.filter((message) => message.do === "answer").map((message) => (message.setting as { parameters: { p?: number } }).parameters.p);
    [0.1, 0.2, 0.3].forEach(move);
    expect(values()).toEqual([undefined, 0.1]);
    const { id, pictures } = last("answer");
    says({ id, part: "bottom line", text: "", status: "verified-exact" });
    for (const picture of pictures as string[]) says({ id, part: "picture", picture, svg: "<svg/>", twin: "", data: "", command: "" });
    expect(values()).toEqual([undefined, 0.1, 0.3]);
    move(0.4);
    expect(waits.filter(({ run, wait }) => run !== null && wait === 250)).toHaveLength(1);
    elapse();
    expect(values()).toEqual([undefined, 0.1, 0.3, 0.4]);
  });

  it("say that the answer has changed, and nothing that goes without saying over that", () => {
    expect(session.said).toBe("Answered in 0.10 s");
    const turn = (p: number, words: string) => {
      session.change({ ...session.setting, parameters: { p } });
      answered(words);
    };
    turn(0.3, "US chooses probe: 58% settle.");
    expect(session.said).toBe("The answer has changed: US chooses probe: 58% settle.");
    elapse();
    turn(0.4, "US chooses probe: 61.5% settle.");
    expect(session.said).toBe("Answered in 0.10 s");
    turn(0.1, "US chooses none: the war goes on.");
    turn(0.2, "US chooses none: the war goes on.");
    expect(session.said).toBe("The answer has changed: US chooses none: the war goes on.");
    session.say("Copied: the data");
    expect(session.said).toBe("Copied: the data");
  });

  it("do not swallow a key that was just pressed", () => {
    session.edited("two");
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    elapse();
    expect(last("check").text).toBe("two");
  });

  it("lose what the text no longer has", () => {
    session.change({ parameters: { p: 0.1, gone: 1 }, options: { o: "maybe" }, variant: "v", opinions: null });
    session.look();
    checked();
    expect(session.setting).toEqual({ parameters: { p: 0.1 }, options: {}, variant: null, opinions: null });
  });

  it("go back to fresh when they go back to what was answered", () => {
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    session.change({ ...session.setting, parameters: {} });
    expect(session.briefStale()).toBe(false);
  });
});

describe("pictures", () => {
  beforeEach(() => {
    checked();
    answered("first");
  });

  it("that take long are made when their panel opens, in a lane of their own", () => {
    session.setOpen("tornado", true);
    expect(last("picture")).toMatchObject({ picture: "tornado" });
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    elapse();
    expect(last("answer").pictures).not.toContain("tornado");
    expect(sent.filter((message) => message.do === "picture")).toHaveLength(2);
  });

  it("of many solutions wait until the sliders rest; what is under way is given up", () => {
    const drawn = () => sent.filter((message) => message.do === "picture").map(({ picture }) => picture);
    session.setOpen("values", true);
    session.setOpen("tornado", true);
    expect(drawn()).toEqual(["values", "tornado"]);
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    expect(last("stop")).toMatchObject({ of: sent.find(({ picture }) => picture === "tornado")!.id });
    expect(drawn()).toEqual(["values", "tornado", "values"]);
    expect(session.waitingFor("picture tornado")).toBe(false);
    answered("second");
    session.change({ ...session.setting, parameters: { p: 0.5 } });
    expect(drawn().filter((name) => name === "tornado")).toHaveLength(1);
    expect(waits.filter(({ run, wait }) => run !== null && wait === 400)).toHaveLength(1);
    elapse();
    expect(last("picture")).toMatchObject({ picture: "tornado", setting: { parameters: { p: 0.5 } } });
  });

  it("of a tree show the equilibrium that was chosen, until the numbers change", () => {
    session.choose({ name: "equilibrium 2", moves: { 3: { yes: 1 } } });
    expect(last("picture")).toMatchObject({ picture: "tree", played: { name: "equilibrium 2", moves: { 3: { yes: 1 } } } });
    expect(session.stale("tree")).toBe(true);
    says({ id: last("picture").id, done: true, part: "picture", picture: "tree", svg: "<svg>two</svg>", twin: "", data: "", command: "" });
    expect(session.stale("tree")).toBe(false);
    session.choose(null);
    expect(last("picture").played).toBeUndefined();
    session.choose({ name: "equilibrium 1", moves: {} });
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    expect(session.chosen).toBeNull();
    expect(last("answer").pictures).toContain("tree");
  });

  it("of two parameters do not depend on their own values", () => {
    session.setOpen("phase", true);
    expect(sent.filter((message) => message.do === "picture")).toEqual([]);
    session.setArguments("phase", { over: ["p", "q"] });
    says({ id: last("picture").id, done: true, part: "picture", picture: "phase", svg: "<svg/>", twin: "", data: "", command: "" });
    const count = sent.filter((message) => message.do === "picture").length;
    session.change({ ...session.setting, parameters: { p: 0.1, q: 1 } });
    elapse();
    expect(session.stale("phase")).toBe(false);
    expect(sent.filter((message) => message.do === "picture")).toHaveLength(count);
    session.change({ ...session.setting, options: { o: "on" } });
    elapse();
    expect(sent.filter((message) => message.do === "picture")).toHaveLength(count + 1);
  });

  it("keep the last good one beside an error", () => {
    session.setOpen("tornado", true);
    says({ id: last("picture").id, done: true, part: "picture", picture: "tornado", svg: "<svg/>", twin: "", data: "", command: "" });
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    elapse();
    says({ id: last("picture").id, done: true, error: "It takes too long." });
    expect(session.pictures.tornado).toMatchObject({ content: { svg: "<svg/>" }, error: "It takes too long." });
    expect(session.stale("tornado")).toBe(true);
    expect(session.busy).toBe(true);
    answered("second");
    session.look();
    checked();
    expect(sent.filter((message) => message.do === "picture")).toHaveLength(3);
    session.stop();
    expect(session.busy).toBe(false);
  });

  it("with parts of a tree opened come by themselves", () => {
    session.setArguments("tree", { opened: [7] });
    expect(last("picture")).toMatchObject({ picture: "tree", opened: [7] });
    session.change({ ...session.setting, parameters: { p: 0.25 } });
    elapse();
    expect(last("answer").pictures).toEqual(["beliefs", "outcomes"]);
  });
});

describe("questions", () => {
  it("stand newest first, each once", () => {
    checked();
    for (const question of ["P(x)", "P(y)", "P(x)"]) {
      session.ask(question);
      says({ id: last("question").id, done: true, html: "1", text: "1" });
    }
    expect(session.questions.map(({ question }) => question)).toEqual(["P(x)", "P(y)"]);
  });

  it("and equilibria do not replace each other", () => {
    checked();
    session.askEquilibria();
    session.ask("P(x)");
    const [first, second] = sent.filter((message) => message.do === "question");
    says({ id: first!.id, done: true, html: "all", text: "" });
    says({ id: second!.id, done: true, html: "1", text: "1" });
    expect(session.equilibria.content?.html).toBe("all");
    expect(session.questions[0]?.content?.html).toBe("1");
  });
});
