import { describe, expect, it } from "vitest";
import { addressOf, readAddress } from "./address";

describe("addresses of panels", () => {
  it("say what the picture is about, and are read back", () => {
    const what = { over: ["p_settler", "deal_worth.US"], question: "P(Russia.aim is settler | opening is call) & more #1", points: 81 };
    expect(readAddress(addressOf("phase", what))).toEqual({ id: "phase", what });
    expect(readAddress(addressOf("beliefs", { opinions: ["officials", "testers"] }))).toEqual({ id: "beliefs", what: { opinions: ["officials", "testers"] } });
  });
  it("are short where there is nothing to say", () => {
    expect(addressOf("tree", { opened: [3] })).toBe("#tree");
    expect(readAddress("#tree")).toEqual({ id: "tree", what: {} });
  });
  it("are read whatever they say", () => {
    expect(readAddress("#phase?points=many&over=,,&question=")).toEqual({ id: "phase", what: {} });
    expect(readAddress("#%E0%A4%A?x")).toEqual({ id: "%E0%A4%A", what: {} });
    expect(readAddress("")).toEqual({ id: "", what: {} });
  });
});
