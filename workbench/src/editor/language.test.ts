import { StringStream } from "@codemirror/language";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { token, type State } from "./language";

function kinds(line: string): [string, string][] {
  const stream = new StringStream(line, 2, 2);
  const state: State = { first: "", before: "", labels: false };
  const out: [string, string][] = [];
  while (!stream.eol()) {
    const start = stream.pos;
    const kind = token(stream, state);
    if (stream.pos === start) throw new Error(`stands still at ${start} of ${line}`);
    stream.start = stream.pos;
    if (kind !== null) out.push([line.slice(start, stream.pos), kind]);
  }
  return out;
}

const kindOf = (line: string, word: string) => kinds(line).find(([text]) => text === word)?.[1];

describe("words", () => {
  it.each([
    ["standoff feb \"Is it?\"", "standoff", "keyword"],
    ["standoff feb \"Is it?\"", "feb", "variableName.definition"],
    ["  p = 35% in 0% to 60%  \"a # b\"", "35%", "number"],
    ["  p = 35% in 0% to 60%  \"a # b\"", "in", "keyword"],
    ["  p = 35% in 0% to 60%  \"a # b\"", "\"a # b\"", "string"],
    ["play from 2024-02-08", "2024-02-08", "number"],
    ["  Ukraine chooses stance privately to US", "stance", "variableName.definition"],
    ["  Ukraine chooses stance privately to US", "privately", "keyword"],
    ["    ask", "ask", "labelName"],
    ["    check \"a caption\"", "check", "labelName"],
    ["ask P(settlement)", "ask", "keyword"],
    ["ask P(settlement)", "P", "variableName.standard"],
    ["    none -> war(p_aid)", "none", "labelName"],
    ["    none -> war(p_aid)", "war", "variableName"],
    ["  Russia gains x if aid is fails", "fails", "labelName"],
    ["  Russia gains x if aid is not fails", "fails", "labelName"],
    ["option guarantee = off among off, on", "on", "labelName"],
    ["  : accept, reject", "reject", "labelName"],
    ["    at once", "at", "keyword"],
    ["    else", "else", "keyword"],
    ["ask tipping point of P(a is b) over p", "tipping", "keyword"],
    ["  value = 3", "value", "variableName"],
    ["# all of it", "# all of it", "comment"],
    ["\tx", "\t", "invalid"],
    ["  Россия chooses ход", "ход", "variableName.definition"],
    ["  𝒳 gains 1", "𝒳", "variableName"],
  ])("%s: %s", (line, word, kind) => expect(kindOf(line, word)).toBe(kind));

  it("move on through anything", () => {
    for (const line of ["\"open", "€ ∆ 😀 «»", "\\", "1..2", "x\u0000y", "->->", "   \t # x"]) kinds(line);
    for (const model of ["february-2024", "crisis", "leduc"]) readFileSync(new URL(`../../../models/${model}.standoff`, import.meta.url), "utf8").split("\n").forEach(kinds);
  });
});
