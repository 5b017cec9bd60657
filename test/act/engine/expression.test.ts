import { describe, expect, test } from "vitest";
import { interpolate, resolve } from "./expression.ts";

const CONTEXTS = {
  matrix: { leg: { id: "ws-a", attempt: 2 } },
  inputs: { empty: "", runner: '["self-hosted","big"]' },
  needs: { plan: { outputs: { legs: '[{"id":"ws-a"}]' } } },
};

describe("expressions", () => {
  test.each([
    ["plain", "plain"],
    ["${{ matrix.leg.id }}", "ws-a"],
    ["a ${{matrix.leg.id}} b ${{ matrix.leg.attempt }}", "a ws-a b 2"],
    ["${{ matrix.nothing.at.all }}", ""],
    ["${{ inputs.empty || 'else' }}", "else"],
    ["${{ matrix.leg.id || 'else' }}", "ws-a"],
  ])("%s becomes %s", (text, expected) => {
    expect(interpolate(text, CONTEXTS)).toBe(expected);
  });

  test.each(["${{ format('{0}', 1) }}", "${{ a == b }}", "${{ fromJSON('') }}"])("%s is not understood", (text) => {
    expect(interpolate(text, CONTEXTS)).toBeUndefined();
    expect(resolve(text, CONTEXTS)).toBeUndefined();
  });

  test("an expression that is the whole text keeps its type, also deep inside", () => {
    expect(resolve("${{ fromJSON(needs.plan.outputs.legs || '[]') }}", CONTEXTS)).toEqual([{ id: "ws-a" }]);
    expect(resolve({ leg: ["${{ fromJSON(inputs.runner) }}", 1] }, CONTEXTS)).toEqual({
      leg: [["self-hosted", "big"], 1],
    });
    expect(resolve("${{ matrix.leg.attempt }}", CONTEXTS)).toBe(2);
  });
});
