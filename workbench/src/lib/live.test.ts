import { beforeEach, describe, expect, it } from "vitest";
import { Live, type Connection, type Surroundings, type Wire } from "./live";
import type { Request } from "./protocol";
import { asInFile } from "./setting";

class FakeWire implements Wire {
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }
  close(): void {}
  says(reply: unknown): void {
    this.onmessage?.({ data: JSON.stringify(reply) });
  }
}

let wires: FakeWire[];
let laters: { wait: number; run: () => void }[];
let connections: Connection[];
let refused: boolean;
let live: Live;
const wire = () => wires.at(-1)!;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

const check = (text: string): Request => ({ do: "check", text, name: "a" });
const picture = (name: "tree" | "phase"): Request => ({ do: "picture", text: "", name: "a", setting: asInFile(), picture: name });

beforeEach(() => {
  [wires, laters, connections, refused] = [[], [], [], false];
  const around: Surroundings = {
    wire: () => {
      wires.push(new FakeWire());
      return wire();
    },
    refused: () => Promise.resolve(refused),
    later: (wait, run) => {
      laters.push({ wait, run });
      return () => {};
    },
  };
  live = new Live(around, (connection) => connections.push(connection));
  live.connect();
  wire().onopen?.();
});

describe("lanes", () => {
  it("hear only the newest answer", () => {
    const heard: string[] = [];
    const old = live.send(check("old"), { done: () => heard.push("old") });
    const young = live.send(check("new"), { done: () => heard.push("new") });
    wire().says({ id: old, done: true });
    wire().says({ id: young, done: true });
    wire().says({ id: young, done: true });
    expect(heard).toEqual(["new"]);
  });

  it("are one for each picture", () => {
    const heard: string[] = [];
    const tree = live.send(picture("tree"), { done: () => heard.push("tree") });
    const phase = live.send(picture("phase"), { done: () => heard.push("phase") });
    wire().says({ id: phase, done: true });
    wire().says({ id: tree, done: true });
    expect(heard).toEqual(["phase", "tree"]);
  });

  it("do not hold requests that stand alone", async () => {
    const one = live.ask<{ from: number }>({ do: "complete", text: "", name: "a", at: 1 });
    const two = live.ask<{ from: number }>({ do: "complete", text: "", name: "a", at: 2 });
    wire().says({ id: 1, done: true, from: 1 });
    wire().says({ id: 2, done: true, from: 2 });
    expect([(await one).from, (await two).from]).toEqual([1, 2]);
  });

  it("pass parts on until the last", () => {
    const heard: unknown[] = [];
    const id = live.send(check(""), { part: (reply) => heard.push(reply.part), done: (reply) => heard.push(reply.seconds) });
    wire().says({ id, part: "brief" });
    expect(live.busy("check")).toBe(true);
    wire().says({ id, done: true, seconds: 1 });
    expect(live.busy("check")).toBe(false);
    expect(heard).toEqual(["brief", 1]);
  });

  it("turn an error into its sentence", async () => {
    const asked = live.ask(check(""));
    wire().says({ id: 1, done: true, error: "It cannot be read." });
    await expect(asked).rejects.toThrow("It cannot be read.");
  });

  it("say nothing more once stopped", () => {
    const heard: string[] = [];
    const id = live.send(check(""), { done: () => heard.push("done") });
    live.stop(id);
    wire().says({ id, done: true });
    expect(heard).toEqual([]);
    expect(wire().sent.at(-1)).toMatchObject({ do: "stop", of: id });
  });
});

it("everything that is stopped hears it", () => {
  const heard: string[] = [];
  const id = live.send(check(""), { done: () => heard.push("done"), failed: (sentence) => heard.push(sentence) });
  live.send(picture("tree"), { failed: (sentence) => heard.push(sentence) });
  live.stopAll("Stopped.");
  wire().says({ id, done: true });
  expect(heard).toEqual(["Stopped.", "Stopped."]);
  expect(wire().sent.filter((message) => message.do === "stop")).toHaveLength(2);
});

describe("the connection", () => {
  it("ignores what is no reply", () => {
    for (const data of ["", "{", "[]", "null", '{"id":"x"}', '{"id":99}']) wire().onmessage?.({ data });
    wire().onmessage?.({ data: new ArrayBuffer(1) });
  });

  it("asks again for what was unanswered", async () => {
    const heard: string[] = [];
    live.send(check("text"), { done: () => heard.push("check") });
    wire().onclose?.();
    await settle();
    expect(connections.at(-1)).toBe("lost");
    live.send(picture("tree"), { done: () => heard.push("tree") });
    laters.at(-1)?.run();
    expect(wires).toHaveLength(2);
    expect(wire().sent).toEqual([]);
    wire().onopen?.();
    expect(wire().sent.map((message) => message.do)).toEqual(["check", "picture"]);
    wire().says({ id: wire().sent[0]!.id, done: true });
    expect(heard).toEqual(["check"]);
    expect(connections.at(-1)).toBe("open");
  });

  it("waits longer and longer, and says when the server knows it no more", async () => {
    for (let round = 0; round < 7; round++) {
      if (round === 3) refused = true;
      wire().onclose?.();
      await settle();
      laters.at(-1)?.run();
    }
    expect(laters.map(({ wait }) => wait)).toEqual([200, 500, 1000, 2000, 4000, 4000, 4000]);
    expect(connections).toContain("refused");
  });
});
