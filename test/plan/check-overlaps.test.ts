import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/plan/diagnostic.ts";
import { readPlan } from "../../src/plan/read-plan.ts";
import { HAS_PLAN_30, readPlan30Sources } from "../support/plan-30.ts";

/** A workstream's scope, and what it depends on. */
type Row = readonly [id: string, scope: readonly string[], dependsOn?: readonly string[], more?: object];

function read(rows: readonly Row[], config: object = {}, warnOfOverlaps = true) {
  const files = rows.map(([id, scope, dependsOn = [], more = {}]) => ({
    path: `workstreams/${id}.json`,
    text: JSON.stringify({ id, files_scope: scope, depends_on: dependsOn, ...more }),
  }));
  return readPlan([...files, { path: ".github/workstreams.yml", text: JSON.stringify(config) }], { warnOfOverlaps });
}

function said({ file, severity, code, message }: Diagnostic): string {
  return `${file.slice("workstreams/".length, -".json".length)} ${severity} ${code}: ${message}`;
}

const NO_ORDER = "overlap, and neither depends on the other: both may write";

describe("pairs in no order", () => {
  test("are warned of at the pattern of the later one, with the place of the other", () => {
    const { diagnostics, problems } = read([
      ["ws-a", ["docs/", "src/a/"]],
      ["ws-b", ["src/*/x.ts"]],
    ]);
    expect(diagnostics.map(said)).toEqual([`ws-b warning unordered-overlap: ws-a and ws-b ${NO_ORDER} src/a/x.ts`]);
    expect(diagnostics[0]).toMatchObject({
      line: 1,
      column: '{"id":"ws-b","files_scope":['.length + 1,
      excerpt: { length: '"src/*/x.ts"'.length },
      hint: "Add a dependency, or narrow one scope.",
      related: [{ file: "workstreams/ws-a.json", column: '{"id":"ws-a","files_scope":["docs/",'.length + 1 }],
    });
    expect(problems.size).toBe(0);
  });

  test.each<[string, readonly Row[]]>([
    [
      "one depends on the other",
      [
        ["ws-a", ["src/"]],
        ["ws-b", ["src/"], ["ws-a"]],
      ],
    ],
    [
      "one depends on the other by way of a third",
      [
        ["ws-a", ["src/"]],
        ["ws-b", ["b"], ["ws-a"]],
        ["ws-c", ["src/"], ["ws-b"]],
      ],
    ],
    [
      "one is done",
      [
        ["ws-a", ["src/"], [], { status: "done" }],
        ["ws-b", ["src/"]],
      ],
    ],
    [
      "one is skipped",
      [
        ["ws-a", ["src/"], [], { status: "skip" }],
        ["ws-b", ["src/"]],
      ],
    ],
    [
      "an exclusion keeps them apart",
      [
        ["ws-a", ["src/", "!src/b/"]],
        ["ws-b", ["src/b/x.ts"]],
      ],
    ],
  ])("are none where %s", (_, rows) => {
    expect(read(rows).diagnostics.filter(({ code }) => code === "unordered-overlap")).toEqual([]);
  });

  test("are not looked for unless asked, and allowed where the configuration says so", () => {
    const rows: readonly Row[] = [
      ["ws-a", ["src/"]],
      ["ws-b", ["src/"]],
    ];
    expect(read(rows, {}, false).diagnostics).toEqual([]);
    expect(read(rows, { overlap: { unordered: "allow" } }).diagnostics).toEqual([]);
  });

  test("are errors that block both where they are forbidden, asked or not", () => {
    const rows: readonly Row[] = [
      ["ws-a", ["src/"]],
      ["ws-b", ["src/"]],
      ["ws-c", ["docs/"]],
      ["ws-d", ["d"], ["ws-b"]],
    ];
    for (const asked of [true, false]) {
      const { diagnostics, problems } = read(rows, { overlap: { unordered: "forbid" } }, asked);
      expect(diagnostics.map(said)).toEqual([`ws-b error unordered-overlap: ws-a and ws-b ${NO_ORDER} src/a`]);
      expect([...problems.keys()].toSorted()).toEqual(["ws-a", "ws-b"]);
    }
  });

  test("are named up to 25, and the last one says that there are more", () => {
    const rows = Array.from({ length: 40 }, (_, index): Row => [`ws-${String(index).padStart(2, "0")}`, ["src/"]]);
    const { diagnostics } = read(rows);
    expect(diagnostics).toHaveLength(25);
    expect(diagnostics.filter(({ hint }) => hint.includes("`workstreams overlap`"))).toHaveLength(1);
    const forbidden = read(rows, { overlap: { unordered: "forbid" } });
    expect(forbidden.problems.size).toBe(40);
  });
});

describe("paths that differ by case only", () => {
  const rows: readonly Row[] = [
    ["ws-a", ["src/Api.ts"]],
    ["ws-b", ["src/api.*"], ["ws-a"]],
  ];

  test("are warned of, ordered or not", () => {
    expect(read(rows).diagnostics.map(said)).toEqual([
      "ws-b warning case-overlap: ws-a and ws-b hold paths that differ by case only: " +
        "where case is ignored, both may write src/api.ts",
    ]);
  });

  test("are one path where the configuration says so", () => {
    const config = { scopes: { case: "insensitive" } };
    expect(read(rows, config).diagnostics).toEqual([]);
    const free = rows.map(([id, scope]): Row => [id, scope]);
    expect(read(free, config).diagnostics.map(said)).toEqual([
      `ws-b warning unordered-overlap: ws-a and ws-b ${NO_ORDER} src/api.ts`,
    ]);
  });

  test("are not said of paths that meet anyway", () => {
    expect(
      read([
        ["ws-a", ["src/", "src/A"]],
        ["ws-b", ["src/a"], ["ws-a"]],
      ]).diagnostics,
    ).toEqual([]);
  });
});

describe.skipIf(!HAS_PLAN_30)("the real plan of 30 (skipped where ../shared is absent)", () => {
  test("has 14 pairs in no order among its 29 that overlap", () => {
    const { diagnostics } = readPlan(readPlan30Sources(), { warnOfOverlaps: true });
    expect(diagnostics.filter(({ code }) => code === "unordered-overlap")).toHaveLength(14);
    expect(diagnostics.filter(({ code }) => code === "case-overlap")).toEqual([]);
  });
});
