import { describe, expect, it } from "vitest";
import { wish } from "../shell/keys";
import { share, stepOf, strip } from "../numbers/strip";
import { beliefsAfter, stepOn } from "./beliefs";
import { answersAt, beyond, nextTip, readTips } from "./tipping";
import { nearest, placeOf, readPoints, valueAt, within } from "./phase";
import { entriesOf, root, step, wayTo, type TreeNode } from "./tree";

const node = (id: number, parent: number | null, y: number, reach: number): TreeNode => ({ id, parent, set: null, reach, x: 0, y, folded: false, words: "", entry: { kind: "", actor: "", number: "" } });
/** 0 has 1, 2, 3; 1 has 4; 3 has 5 and 6. */
const nodes = [node(0, null, 50, 1), node(1, 0, 10, 0.2), node(2, 0, 50, 0.7), node(3, 0, 90, 0.1), node(4, 1, 10, 0.2), node(5, 3, 80, 0), node(6, 3, 95, 0.1)];
const from = (id: number, key: string) => step(nodes, nodes[id]!, key).id;

describe("walking in a tree", () => {
  it("starts at the root, also of a part", () => {
    expect(root(nodes)?.id).toBe(0);
    expect(root(nodes.slice(1))?.id).toBe(1);
    expect(root([])).toBeNull();
  });
  it("right to the likeliest, left to the parent", () => {
    expect(from(0, "ArrowRight")).toBe(2);
    expect(from(2, "ArrowRight")).toBe(2);
    expect(from(6, "ArrowLeft")).toBe(3);
    expect(from(0, "ArrowLeft")).toBe(0);
  });
  it("up and down within a column, across families", () => {
    expect(from(5, "ArrowUp")).toBe(4);
    expect(from(4, "ArrowDown")).toBe(5);
    expect(from(1, "ArrowUp")).toBe(1);
  });
  it("to both ends", () => {
    expect(from(6, "Home")).toBe(0);
    expect(from(3, "End")).toBe(6);
  });
});

describe("what the data say of a tree", () => {
  const data = "entry,parent,node,kind,actor,what,information_set\n0,,0,chance,,kind,\n1,0,12,decision,A,move,3\n";
  it("is found by node", () => expect(entriesOf(data).get("12")).toEqual({ kind: "decision", actor: "A", number: "3" }));
});

describe("steps of beliefs", () => {
  // Of a long line only some steps are drawn, and moves of the same name come more than once.
  const steps = [{ nodes: [0] }, { nodes: [1, 3] }, { nodes: [6, 4] }];
  it("are found on the way to a node", () => {
    expect(wayTo(nodes, 6)).toEqual([0, 3, 6]);
    expect(wayTo(nodes, 99)).toEqual([]);
    expect(stepOn(wayTo(nodes, 6), steps)).toBe(2);
    expect(stepOn(wayTo(nodes, 5), steps)).toBe(1);
    expect(stepOn(wayTo(nodes, 2), steps)).toBe(0);
    expect(stepOn([], steps)).toBe(0);
  });
});

describe("along one parameter", () => {
  const data = 'question,kind,parameter,at,value,value_above,share_below,changes\nP(x),point,p,0,0,,,\nP(x),point,p,0.5,0.25,,,\nP(x),point,p,1,,,,\nP(x),tipping,p,0.7,0,1,0.7,"A turns from a to b"\nP(x),tipping,p,0.3,0,1,0.3,\nP(y),tipping,p,0.7,0,1,0.7,"A turns from a to b"\n';
  const tips = readTips(data);
  it("tells where it tips, each place once", () => expect(tips).toEqual([{ at: 0.3, words: "P(x) turns" }, { at: 0.7, words: "A turns from a to b" }]));
  it("tells the answer nearby", () => {
    expect(answersAt(data, 0.6)).toEqual([{ question: "P(x)", value: 0.25 }]);
    expect(answersAt(data, 0.31)).toEqual([{ question: "P(x)", value: 0.25 }]);
    expect(answersAt(data, 0.29)).toEqual([{ question: "P(x)", value: 0 }]);
    expect(answersAt(data, 0.9)).toEqual([{ question: "P(x)", value: null }]);
  });
  it("jumps over the next point, not beyond the range", () => {
    expect(nextTip(tips, 0.5, 1)?.at).toBe(0.7);
    expect(nextTip(tips, 0.5, -1)?.at).toBe(0.3);
    expect(nextTip(tips, 0.8, 1)).toBeNull();
    expect(beyond(0.7, 0.5, 0, 1)).toBe(0.705);
    expect(beyond(0.3, 0.5, 0, 1)).toBe(0.295);
    expect(beyond(1, 0.5, 0, 1)).toBe(1);
  });
});

describe("beliefs", () => {
  it("are read step by step, opinion by opinion", () => {
    const data = "observer,secret,step,seen,opinion,value,probability,reach,from\nUS,aim,1,A: x,one,settler,0.4,0.6,bayes\nUS,aim,1,A: x,one,waiter,0.6,0.6,bayes\nUS,aim,1,A: x,two,settler,,0,limit\nB,aim,1,A: x,one,settler,1,1,bayes\n";
    expect(beliefsAfter(data, { observer: "US", secret: "aim" }, 1)).toEqual([
      { opinion: "one", values: [{ value: "settler", probability: 0.4 }, { value: "waiter", probability: 0.6 }], never: false },
      { opinion: "two", values: [], never: true },
    ]);
  });
});

describe("a map", () => {
  const right = { name: "p", from: 0, to: 0.6, start: 100, end: 700 };
  const up = { name: "q", from: 1, to: 3, start: 400, end: 0 };
  it("leads from places to values and back", () => {
    expect(valueAt(right, 400)).toBe(0.3);
    expect(valueAt(up, 100)).toBe(2.5);
    expect(valueAt(up, -50)).toBe(3);
    expect(placeOf(up, 2.5)).toBe(100);
    expect(within(up, 401)).toBe(false);
    expect(valueAt(right, 395, 60)).toBe(0.3);
  });
  it("finds the nearest point, measured by the ranges", () => {
    const points = readPoints("p,q,value,regime,certified\n0,1,0.5,a,true\n0.6,3,,b,false\n0.3,1,1,\"c, d\",true\n");
    expect(nearest(points, [right, up], [0.5, 2.9])).toMatchObject({ value: null, regime: "b", certified: false });
    expect(nearest(points, [right, up], [0.28, 1.1])?.regime).toBe("c, d");
    expect(nearest([], [right, up], [0, 0])).toBeNull();
  });
});

describe("strips", () => {
  it("are level without a distribution", () => expect(strip([])).toBe("M0 10V7H100V10Z"));
  it("rise to their greatest value", () => expect(strip([0, 2, 1])).toBe("M0 10L0.0 10.0L50.0 1.0L100.0 5.5L100 10Z"));
  it("have places and steps", () => {
    expect(share(0.3, 0.2, 0.4)).toBeCloseTo(0.5);
    expect(share(9, 0, 1)).toBe(1);
    expect(share(1, 1, 1)).toBe(0);
    expect(stepOf(0, 0.6)).toBe(0.001);
    expect(stepOf(0, 40)).toBe(0.1);
  });
});

describe("keys", () => {
  const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
  it("are letters where somebody writes", () => {
    expect(wish(key("/"), true)).toBeNull();
    expect(wish(key("/"), false)).toBe("ask");
    expect(wish(key("?"), false)).toBe("help");
  });
  it("held down count everywhere", () => {
    expect(wish(key("s", { ctrlKey: true }), true)).toBe("save");
    expect(wish(key("Enter", { metaKey: true }), true)).toBe("now");
    expect(wish(key("e", { ctrlKey: true }), false)).toBeNull();
    expect(wish(key("?", { altKey: true }), false)).toBeNull();
  });
});
