import { describe, expect, it } from "vitest";
import { readCsv } from "./csv";
import { laneOf, readReply } from "./protocol";
import { asInFile, asVariant, flags, isAsInFile, outside, readNumber, shown, tidy, withParameter, wrongWith } from "./setting";
import { forPage } from "./svg";

describe("settings", () => {
  const setting = { parameters: { p: 0.3, "w.soft": -1 }, options: { o: "on" }, variant: null, opinions: "experts" };

  it("as flags", () => expect(flags(setting)).toBe("--opinions experts --option o=on --set p=0.3 --set w.soft=-1"));
  it("as a variant", () => expect(asVariant(setting, "tried", 'a "b"')).toBe('variant tried "a \\"b\\""\n  p = 0.3\n  w.soft = -1\n  option o = on\n'));
  it("are as in the file when everything is taken back", () => {
    expect(isAsInFile(withParameter(withParameter(asInFile(), "p", 1), "p", null))).toBe(true);
    expect(isAsInFile(withParameter(asInFile(), "p", 1))).toBe(false);
  });
});

describe("numbers", () => {
  it.each([
    ["35%", true, 0.35],
    ["35", true, 0.35],
    ["0.35", true, 0.35],
    ["35%", false, 0.35],
    ["−2", false, -2],
    ["1e-3", false, 0.001],
    [" .5 ", false, 0.5],
    ["0,5", false, 0.5],
    ["abc", false, null],
    ["", false, null],
    ["1 2", false, null],
    ["1e999", false, null],
  ] as const)("%s", (text, percent, value) => expect(readNumber(text, percent)).toBe(value));

  it("are shown as the file writes them", () => {
    expect(shown(0.2818, true)).toBe("28.18%");
    expect(shown(-0.02, false)).toBe("−0.02");
    expect(tidy(0.1 + 0.2)).toBe(0.3);
  });
});

describe("what is typed", () => {
  const share = { percent: true, low: 0, high: 0.6 };
  it("is a number, and of a share one from 0 to 1", () => {
    expect(wrongWith("much", share)).toContain("write 35% or 0.35");
    expect(wrongWith("much", { ...share, percent: false })).toContain("0.35, −2");
    expect(wrongWith("130%", share)).toBe("A share lies from 0% to 100%.");
    expect(wrongWith("-5%", share)).toBe("A share lies from 0% to 100%.");
    expect(wrongWith("130%", { percent: true, low: 0.5, high: 2 })).toBeNull();
    expect(wrongWith("35%", share)).toBeNull();
  });
  it("may lie outside of the range, and that is said", () => {
    expect(outside(0.7, share)).toBe("Outside the range of the file, 0% to 60%.");
    expect(outside(0.6, share)).toBeNull();
    expect(outside(7, { percent: false, low: null, high: null })).toBeNull();
  });
});

describe("the wire", () => {
  it("gives each picture and each asking panel a lane", () => {
    const model = { text: "", name: "", setting: asInFile() };
    expect(laneOf({ do: "picture", picture: "tree", ...model })).toBe("picture tree");
    expect(laneOf({ do: "question", question: "x", slot: "free", ...model })).not.toBe(laneOf({ do: "question", question: "x", slot: "equilibria", ...model }));
    expect(laneOf({ do: "export", picture: "tree", format: "png", ...model })).toBe("export");
    expect(laneOf({ do: "hover", text: "", name: "", at: 0 })).toBeNull();
  });
  it("takes nothing for a reply that is none", () => {
    for (const data of ["", "1", "null", '{"id":1.5}', undefined, {}]) expect(readReply(data)).toBeNull();
    expect(readReply('{"id":3,"done":true}')).toEqual({ id: 3, done: true });
  });
});

it("pictures leave their style sheet behind and take the page's theme", () => {
  const svg = '<svg xmlns="x" class="standoff auto tree"><style>\n.a{b:c}\n</style><g class="auto"/></svg>';
  expect(forPage(svg, "dark")).toBe('<svg xmlns="x" class="standoff dark tree"><g class="auto"/></svg>');
});

it("comma-separated values", () => {
  expect(readCsv('a,b\n"x, ""y""",0.1\n,true\n')).toEqual({ columns: ["a", "b"], rows: [['x, "y"', "0.1"], ["", "true"]] });
});
