import { expect, test } from "vitest";
import { isPointless } from "../../src/decide/wish.ts";
import { state } from "../support/builders.ts";

test.each([
  ["retry", "failed", false],
  ["retry", "cancelled", false],
  ["retry", "in-review", false],
  ["retry", "taken-over", false],
  ["retry", "blocked", false],
  ["retry", "completed", true],
  ["retry", "running", true],
  ["retry", "waiting", true],
  ["cancel", "running", false],
  ["cancel", "waiting", false],
  ["cancel", "completed", true],
  ["cancel", "cancelled", true],
  ["pause", "ready", false],
  ["pause", "completed", true],
  ["resume", "held", false],
] as const)("%s of one that is %s is pointless: %s", (verb, name, pointless) => {
  expect(isPointless(verb, state({ state: name }))).toBe(pointless);
});
