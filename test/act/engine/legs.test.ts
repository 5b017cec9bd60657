import { describe, expect, test } from "vitest";
import { parseWorkflowFile } from "../../support/github/actions/workflow-file.ts";
import { expandLegs } from "./legs.ts";

function titles(job: string, known: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const definition = parseWorkflowFile(`on: push\njobs: { build: { ${job} } }\n`).jobs.get("build");
  if (definition === undefined) throw new Error("no job");
  return expandLegs("build", definition, known).map(({ title, actTitle }) => `${title} = ${actTitle}`);
}

describe("the legs of a job", () => {
  test.each([
    ["without a matrix", "name: Build", ["Build = Build"]],
    ["without a name", "uses: ./x.yml", ["build = build"]],
    ["one value", "name: on, strategy: { matrix: { os: [linux] } }", ["on = on"]],
    [
      "without a name, two values",
      "strategy: { matrix: { os: [a, b] } }",
      ["build (a) = build-1", "build (b) = build-2"],
    ],
    [
      "two keys",
      "name: '${{ matrix.a }}${{ matrix.b }}', strategy: { matrix: { a: [1, 2], b: [3, 4] } }",
      ["13 = 13-1", "14 = 14-2", "23 = 23-3", "24 = 24-4"],
    ],
    [
      "included",
      "name: '${{ matrix.a }}', strategy: { matrix: { include: [{ a: x }, { a: y }] } }",
      ["x = x-1", "y = y-2"],
    ],
    ["nothing", "name: '${{ matrix.a }}', strategy: { matrix: { a: [] } }", ["build = "]],
    ["a matrix that is not known", "strategy: { matrix: { a: '${{ fromJSON(needs.x.outputs.y) }}' } }", []],
    ["a name that is not known", "name: \"${{ format('x') }}\"", []],
  ])("%s", (_, job, expected) => {
    expect(titles(job)).toEqual(expected);
  });

  test("values come from what another job said", () => {
    const job =
      "name: '${{ matrix.leg.id }}', strategy: { matrix: { leg: '${{ fromJSON(needs.plan.outputs.legs) }}' } }";
    const needs = { plan: { outputs: { legs: '[{"id":"ws-a"},{"id":"ws-b"}]' } } };
    expect(titles(job, { needs })).toEqual(["ws-a = ws-a-1", "ws-b = ws-b-2"]);
  });
});
