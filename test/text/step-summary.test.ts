import { describe, expect, test } from "vitest";
import type { Action } from "../../src/decide/action.ts";
import type { Leg } from "../../src/state/names.ts";
import { CONTEXTS } from "../../src/state/names.ts";
import { printStepSummary } from "../../src/text/step-summary.ts";
import type { StepSummary } from "../../src/text/step-summary.ts";
import { attempt, overview, plan, pull, sha, state, stateMap, workstream } from "../support/builders.ts";
import { HOSTILE, NOW, sampleRun } from "../support/sample-run.ts";

const links: StepSummary["links"] = {
  pull: (number) => `https://github.com/acme/app/pull/${number}`,
  branch: (id) => `https://github.com/acme/app/tree/workstreams/${id}`,
};

function print(fields: Partial<StepSummary> = {}): string {
  const empty = { plan: plan([]), actions: [], legs: [], notes: [] };
  return printStepSummary({ ...overview(new Map()), ...empty, links, dryRun: false, now: NOW, ...fields });
}

const claimA: Action = {
  kind: "claim",
  id: "ws-a",
  attempt: 2,
  agent: "agent-1",
  tool: "command",
  pattern: undefined,
  replaces: undefined,
  answers: undefined,
  resumed: undefined,
};
const legA: Leg = { kind: "attempt", id: "ws-a", number: 2 };

/** The rows of a section's table. */
function rowsOf(summary: string, title: string): readonly string[] {
  const section = summary.split(/^### /m).find((each) => each.startsWith(`${title}\n`)) ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2);
}

describe("the summary of a tick", () => {
  test("of nothing at all", () => {
    expect(print()).toBe("## Workstreams\n\nno workstreams.\n");
  });

  test("what a person has to know comes first", () => {
    const summary = print({ notes: ["GitHub refused: switch on `Allow`", "a <b> too"] });
    expect(summary).toContain(
      "## Workstreams\n\n> [!WARNING]\n> - GitHub refused: switch on `Allow`\n> - a &lt;b> too\n\nno workstreams.",
    );
  });

  test("what starts, on which agent, and the acceptance tests alone", () => {
    const states = stateMap([state({ id: "ws-a" }), state({ id: "ws-b" }), state({ id: "ws-c" })]);
    const again = state({ id: "ws-d", attempts: [attempt({ id: "ws-d", claim: { agent: "agent-2" } })] });
    const legs: Leg[] = [
      legA,
      { kind: "verify", id: "ws-b", head: sha("head") },
      { kind: "attempt", id: "ws-d", number: 1 },
    ];
    const summary = print({ states: new Map([...states, ["ws-d", again]]), actions: [claimA], legs });
    expect(rowsOf(summary, "Starts")).toEqual([
      "| `ws-a` | 2 | agent-1 |",
      "| `ws-b` | acceptance tests alone | – |",
      "| `ws-d` | 1 | agent-2 |",
    ]);
    expect(rowsOf(summary, "Waits")).toEqual(["| `ws-c` | ready | ready to start |"]);
  });

  test("a claim that another tick was faster with does not start", () => {
    const summary = print({ states: stateMap([state({ id: "ws-a" })]), actions: [claimA] });
    expect(rowsOf(summary, "Starts")).toEqual([]);
    expect(rowsOf(summary, "Waits")).toHaveLength(1);
  });

  test("a dry run says so, and what it would do", () => {
    const actions: Action[] = [claimA, { kind: "merge", id: "ws-b", pull: 7, head: sha("b") }];
    const summary = print({ states: stateMap([state({ id: "ws-a" })]), actions, dryRun: true });
    expect(summary).toMatch(/^## Workstreams: dry run, nothing is written\n/);
    expect(rowsOf(summary, "Would start")).toEqual(["| `ws-a` | 2 | agent-1 |"]);
    expect(rowsOf(summary, "Would do")).toEqual([
      `| merge #\u200B7 of ws-b at ${sha("b").slice(0, 7)} | [#7](https://github.com/acme/app/pull/7) |`,
    ]);
  });

  test("open pull requests with the newest word on their gates", () => {
    const pending = { state: "pending", description: "waits for acceptance" } as const;
    const review = (id: string, number: number, statuses = new Map()) => {
      const attempts = [attempt({ id, end: {} })];
      return state({
        id,
        state: "in-review",
        attempts,
        reason: { kind: "review", pull: number },
        pull: pull({ id, number, statuses }),
      });
    };
    const states = stateMap([
      review("ws-a", 1),
      review("ws-b", 2, new Map([[CONTEXTS.all, pending]])),
      review("ws-c", 3, new Map([[CONTEXTS.all, pending]])),
    ]);
    const status: Action = {
      kind: "status",
      pull: 3,
      sha: sha("head"),
      context: CONTEXTS.all,
      state: "success",
      reason: { kind: "in-scope", paths: 2, companions: 0 },
    };
    const branch = (id: string) => `[\`${id}\`](https://github.com/acme/app/tree/workstreams/${id})`;
    const summary = print({ states, actions: [status] });
    expect(rowsOf(summary, "Open pull requests")).toEqual([
      expect.stringMatching(
        /^\| \[#1\]\(https:\/\/github\.com\/acme\/app\/pull\/1\) \| .* \| in-review \| pull request/,
      ),
      `| [#2](https://github.com/acme/app/pull/2) | ${branch("ws-b")} | in-review | waits for acceptance |`,
      `| [#3](https://github.com/acme/app/pull/3) | ${branch("ws-c")} | in-review | 2 changed paths inside the scope |`,
    ]);
  });

  test("files that changed while work goes on, or after it was merged", () => {
    const states = stateMap([
      state({ id: "ws-a", notices: [{ kind: "drift", attempt: 2 }] }),
      state({ id: "ws-b", notices: [{ kind: "redefined", pull: 7 }] }),
    ]);
    expect(rowsOf(print({ states }), "Changed files")).toEqual([
      "| `ws-a` | its file changed during attempt 2; the change applies from the next attempt |",
      "| `ws-b` | \\#\u200B7 delivered it from another definition; give the new one a new id |",
    ]);
  });

  test("what needs a person waits first; completed and cancelled are only counted", () => {
    const summary = print(sampleRun());
    expect(rowsOf(summary, "Waits").map((row) => row.split(" | ").slice(0, 2))).toEqual([
      ["| `ws-b`", "failed"],
      ["| `ws-c`", "blocked"],
      ["| `ws-d`", "blocked"],
      ["| `ws-g`", "waiting"],
    ]);
    expect(rowsOf(summary, "At work").map((row) => row.split(" | ")[0])).toEqual(["| `ws-e`"]);
    expect(rowsOf(summary, "Open pull requests")).toHaveLength(1);
    expect(summary).toContain("1 completed, ");
  });

  test("the graph, coloured by state", () => {
    const summary = print(sampleRun());
    expect(summary).toMatch(/### Graph\n\n```mermaid\nflowchart LR\n[^`]+:::bad\n[^`]+\n```\n$/);
  });

  test("texts of others stay text", () => {
    const summary = print({
      ...sampleRun(),
      notes: HOSTILE,
      legs: [legA],
      actions: [{ ...claimA, agent: "`|](x) <b>@all" }],
    });
    const outside = summary.replace(/```mermaid[^]*```/, "").replaceAll(/`[^`\n]*`/g, "");
    expect(outside).not.toMatch(/<(?!\/?details|\/?summary)|@(?!\u200B)/);
    expect(outside).not.toContain("\u001B");
  });
});

describe("a thousand workstreams", () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `ws-${String(index).padStart(4, "0")}`);
  const large = plan(ids.map((id, index) => workstream({ id, dependsOn: index === 0 ? [] : [`ws-0000`] })));
  const states = stateMap(
    ids.map((id) => state({ id, state: "waiting", reason: { kind: "dependencies", waitingFor: ["ws-0000"] } })),
  );

  test("are folded, and not drawn", () => {
    const summary = print({ plan: large, states });
    expect(summary).toContain("### Waits\n\n<details><summary>1000 rows</summary>\n\n| Workstream |");
    expect(rowsOf(summary, "Waits")).toHaveLength(1000);
    expect(summary).toContain("\n\n</details>\n\n### Graph\n\nToo large to be drawn here, with 1000 workstreams");
    expect(summary).not.toContain("mermaid");
  });

  test("never take more than GitHub shows, and end where they are folded", () => {
    const waitingFor = [`ws-${"x".repeat(50)}`, `ws-${"y".repeat(50)}`];
    const many = Array.from({ length: 9000 }, (_, index) => {
      return state({ id: `ws-${index}`, state: "waiting", reason: { kind: "dependencies", waitingFor } });
    });
    const summary = print({ plan: large, states: stateMap(many), notes: ["漢".repeat(2_000)] });
    expect(Buffer.byteLength(summary)).toBeGreaterThan(950_000);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000);
    expect(summary).toContain("漢…\n\n9000 waiting.\n");
    expect(summary).toMatch(/ \|\n\n<\/details>\n\n(?:### Graph\n\n.*\n\n)?… cut here: GitHub shows no more\.\n$/);
  });

  test.each([
    [200, "```mermaid"],
    [201, "Too large to be drawn here"],
  ])("%i nodes", (count, expected) => {
    const some = plan(ids.slice(0, count).map((id) => workstream({ id })));
    expect(print({ plan: some, states: stateMap(ids.slice(0, count).map((id) => state({ id }))) })).toContain(expected);
  });

  test("200 nodes with more arrows than GitHub draws", () => {
    const dense = plan([
      ...ids.slice(0, 30).map((id) => workstream({ id })),
      ...ids.slice(30, 60).map((id) => workstream({ id, dependsOn: ids.slice(0, 30) })),
    ]);
    expect(print({ plan: dense, states: new Map() })).toContain("Too large to be drawn here, with 60 workstreams");
  });
});
