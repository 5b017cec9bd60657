import { describe, expect, test } from "vitest";
import { findCoarseScopes, MOST_WEIGHED } from "../../src/decide/coarse-scopes.ts";
import { printCoarseScope } from "../../src/text/coarse-scope.ts";
import { agent, plan, workstream } from "../support/builders.ts";

const AGENTS = Array.from({ length: 3 }, (_, index) => agent({ id: `agent-${index + 1}` }));

/** Six that could run beside each other, in three rounds or two, and one of four hours in the way of all of them. */
function planWith(scope: readonly string[]) {
  const small = Array.from({ length: 6 }, (_, index) =>
    workstream({ id: `ws-${index}`, scope: [`src/${index}/`], estimate: 2 }),
  );
  return plan([...small, workstream({ id: "ws-wide", scope, estimate: 4 })]);
}

describe("coarse scopes", () => {
  test("are told with the pattern that is in the way, and what they cost", () => {
    const found = findCoarseScopes(planWith(["docs/", "src/"]), AGENTS, []);
    expect(found).toMatchObject([
      { workstream: { id: "ws-wide" }, pattern: "src/", covering: ["src/"], others: 6, makespan: 8, without: 6 },
    ]);
  });

  test.each([
    ["it is in the way of one only", ["src/0/"]],
    ["it is in nobody's way", ["docs/"]],
    ["exclusions leave room for the others", ["src/", "!src/[0-5]/"]],
  ])("are none where %s", (_, scope) => {
    expect(findCoarseScopes(planWith(scope), AGENTS, [])).toEqual([]);
  });

  test("a file that all of them have to change is nobody's fault", () => {
    const shared = Array.from({ length: 5 }, (_, index) => workstream({ id: `ws-${index}`, scope: ["CHANGELOG.md"] }));
    expect(findCoarseScopes(plan(shared), AGENTS, [])).toEqual([]);
  });

  const sharing = (...scope: readonly string[]) =>
    plan(Array.from({ length: 8 }, (_, index) => workstream({ id: `ws-${index}`, scope })));
  const told = (found: ReturnType<typeof findCoarseScopes>) =>
    found?.map(({ workstream: { id }, pattern, others }) => `${id} ${pattern} ${others}`);

  test("are those with a folder, not those with its files", () => {
    const small = Array.from({ length: 7 }, (_, index) =>
      workstream({ id: `ws-${index}`, scope: [`src/${index}.ts`] }),
    );
    const all = plan([...small, workstream({ id: "ws-wide", scope: ["src/"] })]);
    expect(told(findCoarseScopes(all, AGENTS, []))).toEqual(["ws-wide src/ 7"]);
  });

  test.each([
    ["an escaped name", "pages/\\[id\\].tsx"],
    ["a path that is not there yet", "src"],
    ["several in braces", "src/{a,b}.ts"],
  ])("are none where all name the same files: %s", (_, pattern) => {
    expect(findCoarseScopes(sharing(pattern), AGENTS, ["pages/[id].tsx", "src.ts"])).toEqual([]);
  });

  test.each([
    ["is a folder today", "src", ["src/deep/a.ts"]],
    ["ends as a folder", "src/", []],
    ["holds a wildcard", "src/*.ts", []],
    ["is a folder among files in braces", "{a.ts,src}", ["src/a.ts"]],
  ])("are those that all have, where it %s", (_, pattern, files) => {
    const found = told(findCoarseScopes(sharing(pattern), AGENTS, files));
    expect(found).toEqual(Array.from({ length: 5 }, (__, index) => `ws-${index} ${pattern} 7`));
  });

  test("are found in spite of many others that only share a file", () => {
    const shared = Array.from({ length: 30 }, (_, index) =>
      workstream({ id: `ws-${index}`, scope: ["CHANGELOG.md", `src/${index}.ts`], estimate: 0.1 }),
    );
    const wide = workstream({ id: "ws-wide", scope: ["src/"], estimate: 4 });
    expect(told(findCoarseScopes(plan([...shared, wide]), AGENTS, ["src/0.ts"]))).toEqual(["ws-wide src/ 30"]);
  });

  test("are not looked for in a plan that is too large", () => {
    const many = Array.from({ length: MOST_WEIGHED + 1 }, (_, index) => workstream({ id: `ws-${index}` }));
    expect(findCoarseScopes(plan(many), AGENTS, [])).toBeUndefined();
  });

  test("are said with the files that the pattern covers today", () => {
    const coarse = {
      workstream: workstream({ id: "ws-wide" }),
      pattern: "src/",
      covering: ["src/"],
      others: 6,
      makespan: 8,
      without: 6,
    };
    const start = "ws-wide keeps 6 others waiting by this pattern: the plan takes 8 h, without its overlaps 6 h";
    expect(printCoarseScope(coarse, undefined).message).toBe(start);
    expect(printCoarseScope(coarse, []).message).toBe(`${start}; src/ covers no file today`);
    expect(printCoarseScope(coarse, ["src/a"]).message).toBe(`${start}; src/ covers 1 file today, src/a`);
    const many = ["src/a", "src/b", "src/c", "src/d"];
    expect(printCoarseScope(coarse, many).message).toBe(
      `${start}; src/ covers 4 files today, among them src/a, src/b and src/c`,
    );
  });
});
