/** A plan in the middle of its run, with one of everything that a reader may have to be told. */
import type { Plan } from "../../src/plan/plan.ts";
import type { WorkstreamState } from "../../src/state/lifecycle.ts";
import { spendingOf } from "../../src/state/spending.ts";
import { MINUTE, T0, agent, attempt, plan, pull, sha, state, stateMap, workstream } from "./builders.ts";

/** Titles that must stay text wherever they are shown. */
export const HOSTILE = [
  '<script>document.title = "owned"</script>',
  '"><img src=x onerror="document.title = \'owned\'">',
  "\u001B[31mred\u001B[0m @everyone closes #1 <!-- --> `",
] as const;

export const NOW = T0 + 30 * MINUTE;

/**
 * ws-a is merged, after one failure; ws-b failed for good and blocks ws-c, which blocks ws-d; ws-e runs; ws-f is in
 * review, and ws-g waits for both.
 */
export function sampleRun(): { readonly plan: Plan; readonly states: ReadonlyMap<string, WorkstreamState> } {
  const workstreams = [
    workstream({ id: "ws-a", title: HOSTILE[0] }),
    workstream({ id: "ws-b", title: HOSTILE[1], dependsOn: ["ws-a"] }),
    workstream({ id: "ws-c", title: HOSTILE[2], dependsOn: ["ws-b"] }),
    workstream({ id: "ws-d", dependsOn: ["ws-b", "ws-c"] }),
    workstream({ id: "ws-e", title: "漢字の表示を直す", dependsOn: ["ws-a"] }),
    workstream({ id: "ws-f" }),
    workstream({ id: "ws-g", dependsOn: ["ws-e", "ws-f"] }),
  ];
  const agents = [agent({ id: "agent-1" }), agent({ id: "agent-2" }), agent({ id: "agent-3" })];
  return { plan: plan(workstreams, { config: { agents } }), states: stateMap(sampleStates()) };
}

/** The same where the agents of ws-a told what they spent: $0.42 and 12,345 tokens, the second one no dollars. */
export function withUsage(states: ReadonlyMap<string, WorkstreamState>): ReadonlyMap<string, WorkstreamState> {
  const told = [
    { usd: 0.42, inputTokens: 10_000, outputTokens: 345 },
    { usd: undefined, inputTokens: 1_900, outputTokens: 100 },
  ];
  const spender = states.get("ws-a");
  if (spender === undefined) return states;
  const attempts = spender.attempts.map((each, index) =>
    attempt({ ...each, end: { ...each.end, usage: told[index] } }),
  );
  return new Map(states).set("ws-a", { ...spender, attempts, spent: spendingOf(attempts) });
}

function sampleStates(): readonly WorkstreamState[] {
  const failure = { code: "acceptance", detail: "npm test <b>1 failed</b>" } as const;
  return [
    state({
      id: "ws-a",
      state: "completed",
      reason: { kind: "merged", pull: 1, mergedAs: sha("merge ws-a") },
      attempts: [ran("ws-a", 1, "agent-1", 0, 2, { outcome: "failed", failure }), ran("ws-a", 2, "agent-2", 3, 9)],
      pull: pull({ id: "ws-a", number: 1, state: "merged", closedAt: T0 + 10 * MINUTE }),
    }),
    state({
      id: "ws-b",
      state: "failed",
      reason: { kind: "exhausted", attempts: 1, last: failure },
      attempts: [ran("ws-b", 1, "agent-1", 10, 20, { outcome: "failed", failure })],
    }),
    state({
      id: "ws-c",
      state: "blocked",
      reason: { kind: "dependency", dependency: "ws-b", root: "ws-b", state: "failed" },
    }),
    state({
      id: "ws-d",
      state: "blocked",
      reason: { kind: "dependency", dependency: "ws-c", root: "ws-b", state: "blocked" },
    }),
    state({
      id: "ws-e",
      state: "running",
      reason: { kind: "running", agent: "agent-2", attempt: 1, since: T0 + 20 * MINUTE },
      notices: [{ kind: "drift", attempt: 1 }],
      attempts: [attempt({ id: "ws-e", claim: { agent: "agent-2", at: T0 + 19 * MINUTE } })],
    }),
    state({
      id: "ws-f",
      state: "in-review",
      reason: { kind: "review", pull: 2 },
      attempts: [ran("ws-f", 1, "agent-3", 0, 12)],
      pull: pull({
        id: "ws-f",
        number: 2,
        statuses: new Map([
          ["workstreams/scope", { state: "success", description: "1 changed path inside the scope" }],
          ["workstreams", { state: "pending", description: "waits for workstreams/acceptance" }],
        ]),
      }),
    }),
    state({ id: "ws-g", state: "waiting", reason: { kind: "dependencies", waitingFor: ["ws-e", "ws-f"] } }),
  ];
}

/** An attempt that ran from one minute to another. */
function ran(
  id: string,
  number: number,
  by: string,
  from: number,
  to: number,
  end: NonNullable<Parameters<typeof attempt>[0]>["end"] = {},
): ReturnType<typeof attempt> {
  const startedAt = T0 + from * MINUTE;
  return attempt({
    id,
    number,
    claim: { agent: by, at: startedAt },
    end: { startedAt, at: T0 + to * MINUTE, ...end },
  });
}
