import { expect, it } from "vitest";
import { definitionOf } from "./definitions";

it.each([
  ["value of play to US", "What US gains on average"],
  ["value of probe over none to US", "What US gains on average with probe, less what it gains with none"],
  ["value to US of knowing Russia.aim", "it is shown Russia.aim and everybody knows"],
  ["value of option guarantee to US", "the last value of the option guarantee"],
  ["value of variant late to Union", "in the variant late"],
  ["value of ask to Union", "a game that offers ask"],
  ["E(gain of US)", "An average"],
  ["P(war)", "How likely"],
  ["something new", "the language's manual"],
])("%s is defined", (question, words) => expect(definitionOf(question)).toContain(words));
