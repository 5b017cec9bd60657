/** Plans and facts for tests: every field has a plain default, a test names only what it is about. */
import { createHash } from "node:crypto";
import type { Overview } from "../../src/decide/action.ts";
import { readLedger } from "../../src/decide/budget.ts";
import type { AgentPauses } from "../../src/decide/paused-agents.ts";
import type { AgentConfig, Budget, Config } from "../../src/plan/config.ts";
import { DEFAULT_JOB, NO_BUDGET } from "../../src/plan/default-config.ts";
import { buildGraph } from "../../src/plan/graph.ts";
import type { Plan, Problem } from "../../src/plan/plan.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import type { Attempt, Claim, End, Instant, Pull, Snapshot } from "../../src/state/facts.ts";
import type { WorkstreamState } from "../../src/state/lifecycle.ts";
import { spendingOf } from "../../src/state/spending.ts";

/** The moment at which tests begin: 2026-03-02 08:00 UTC. */
export const T0: Instant = Date.UTC(2026, 2, 2, 8);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A git object name that is the same for the same label. */
export function sha(label: string): string {
  return hash("sha1", label);
}

/** What properties name thousands of times is hashed once. */
const HASHES = { sha1: new Map<string, string>(), sha256: new Map<string, string>() };

function hash(algorithm: keyof typeof HASHES, text: string): string {
  const known = HASHES[algorithm];
  const found = known.get(text) ?? createHash(algorithm).update(text).digest("hex");
  known.set(text, found);
  return found;
}

/** A workstream; `scope` follows `filesScope` and `filesCreate` unless given. */
export function workstream(fields: Partial<Workstream> = {}): Workstream {
  const id = fields.id ?? "ws-a";
  const filesScope = fields.filesScope ?? fields.scope ?? [`src/${id}/`];
  const filesCreate = fields.filesCreate ?? [];
  return {
    id,
    title: id,
    dependsOn: [],
    filesScope,
    filesCreate,
    scope: [...new Set([...filesScope, ...filesCreate])],
    tasks: [],
    acceptance: [],
    tool: undefined,
    track: undefined,
    priority: "normal",
    pattern: undefined,
    promptTemplate: undefined,
    command: undefined,
    estimate: 1,
    estimateSource: "written",
    timeoutMinutes: 60,
    maxAttempts: 3,
    status: "planned",
    definition: { id },
    digest: hash("sha256", id),
    file: `workstreams/${id}.json`,
    ...fields,
  };
}

/** An agent that takes any tool. */
export function agent(fields: Partial<AgentConfig> = {}): AgentConfig {
  return {
    id: "agent-1",
    type: "command",
    tools: "any",
    tracks: [],
    exclusive: false,
    priority: "normal",
    command: "true",
    model: undefined,
    args: [],
    version: undefined,
    baseUrl: undefined,
    home: "private",
    env: [],
    ...fields,
  };
}

/** One agent that takes anything, and the documented defaults. */
function config(fields: Partial<Config> = {}): Config {
  return {
    agents: [agent()],
    tracks: new Map(),
    maxParallel: new Map(),
    patterns: [],
    promptTemplate: undefined,
    defaults: { maxAttempts: 3, timeoutMinutes: 60, estimate: undefined, backoffMinutes: 1 },
    budget: NO_BUDGET,
    overlap: { policy: "merge", unordered: "warn", until: "merged", rebuild: "auto" },
    scopes: { case: "sensitive" },
    protectedPaths: [".github/**", "workstreams/**"],
    companions: [],
    maxFileBytes: 1_000_000,
    maxFiles: 3_000,
    merge: "manual",
    base: "main",
    token: "default",
    requiredApprovals: 0,
    reviewers: [],
    draft: false,
    ciWorkflow: undefined,
    afterMergeWorkflow: undefined,
    jobs: { agent: { ...DEFAULT_JOB, network: undefined }, verify: DEFAULT_JOB },
    ...fields,
  };
}

export interface PlanExtras {
  readonly config?: Partial<Config>;
  readonly problems?: ReadonlyMap<string, Problem>;
}

/** A plan of these workstreams: the graph follows their `dependsOn`; edges from unknown ids are left out. */
export function plan(workstreams: readonly Workstream[], extras: PlanExtras = {}): Plan {
  const sorted = workstreams.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(sorted.map((each) => [each.id, each]));
  const problems = extras.problems ?? new Map<string, Problem>();
  const ids = [...new Set([...byId.keys(), ...problems.keys()])].toSorted();
  const known = new Set(ids);
  const edges = sorted.flatMap((each) =>
    each.dependsOn.filter((id) => known.has(id)).map((id): [string, string] => [id, each.id]),
  );
  return {
    config: config(extras.config),
    workstreams: byId,
    problems,
    graph: buildGraph(ids, edges),
    diagnostics: [],
  };
}

export function claim(fields: Partial<Claim> = {}): Claim {
  return {
    sha: sha("claim"),
    base: sha("base"),
    agent: "agent-1",
    tool: "command",
    pattern: undefined,
    digest: sha("digest"),
    file: "workstreams/ws-a.json",
    at: T0,
    runner: { kind: "local", host: "host", pid: 4711, startTime: "1", bootId: "boot" },
    replaces: undefined,
    notes: "",
    answers: undefined,
    resumed: undefined,
    agentDigest: undefined,
    ...fields,
  };
}

/** A delivered end, one minute after T0; another outcome fails with exit code 1 unless it says why. */
function end(fields: Partial<End> = {}): End {
  const delivered = (fields.outcome ?? "delivered") === "delivered";
  return {
    outcome: "delivered",
    failure: delivered ? undefined : { code: "agent-exit", detail: "exit code 1" },
    counted: true,
    startedAt: T0,
    at: T0 + MINUTE,
    head: delivered ? sha("head") : undefined,
    acceptance: delivered ? "passed" : "none",
    output: "",
    usage: undefined,
    ...fields,
  };
}

/** What `attempt` takes: claim and end may be partial; an end that is not named is still open. */
export interface AttemptFields extends Partial<Omit<Attempt, "claim" | "end">> {
  readonly claim?: Partial<Claim>;
  readonly end?: Partial<End> | undefined;
}

/** A live attempt 1 of `ws-a`, ended where `end` is given. */
export function attempt(fields: AttemptFields = {}): Attempt {
  const id = fields.id ?? "ws-a";
  const number = fields.number ?? 1;
  const given = claim({
    sha: sha(`claim ${id}/${number}`),
    digest: hash("sha256", id),
    file: `workstreams/${id}.json`,
    ...fields.claim,
  });
  const head =
    fields.end?.outcome === undefined || fields.end.outcome === "delivered" ? sha(`head ${id}/${number}`) : undefined;
  const ended =
    fields.end === undefined ? undefined : end({ startedAt: given.at, at: given.at + MINUTE, head, ...fields.end });
  return {
    id,
    number,
    work: ended?.head,
    liveness: ended === undefined ? "alive" : "dead",
    contract: {
      scope: [`src/${id}/`],
      protectedPaths: [],
      companions: [],
      pathCase: "sensitive",
      maxFileBytes: 1_000_000,
      maxFiles: 3_000,
      workstream: workstream({ id }),
    },
    ...fields,
    claim: given,
    end: ended,
  };
}

/** An open, clean pull request of `ws-a`, attempt 1, without statuses. */
export function pull(fields: Partial<Pull> = {}): Pull {
  const id = "id" in fields ? fields.id : "ws-a";
  const merged = fields.state === "merged";
  return {
    number: 1,
    id,
    attempt: id === undefined ? undefined : 1,
    branch: `workstreams/${id ?? "other"}`,
    head: sha(`head ${id ?? "other"}/1`),
    title: id ?? "other",
    state: "open",
    draft: false,
    queued: false,
    queueHead: undefined,
    queueStatus: undefined,
    approvedBy: [],
    changesRequestedBy: [],
    closedAt: fields.state === "closed" || merged ? T0 + HOUR : undefined,
    mergedAs: merged ? sha(`merge ${id ?? "other"}`) : undefined,
    inBase: merged,
    statuses: new Map(),
    changes: [],
    mergeability: { kind: "clean" },
    verdict: undefined,
    ci: undefined,
    ...fields,
  };
}

/** What `snapshot` takes: attempts as a list, sorted under their ids here. */
export interface SnapshotFields extends Partial<Omit<Snapshot, "attempts">> {
  readonly attempts?: readonly Attempt[];
}

/** The facts of a repository where nothing has happened yet, and what a test adds. */
export function snapshot(fields: SnapshotFields = {}): Snapshot {
  const attempts = new Map<string, Attempt[]>();
  for (const each of (fields.attempts ?? []).toSorted((a, b) => a.number - b.number)) {
    attempts.set(each.id, [...(attempts.get(each.id) ?? []), each]);
  }
  return {
    base: { branch: "main", sha: sha("base") },
    epoch: undefined,
    branches: new Map(),
    strays: new Set(),
    contained: new Set(),
    pulls: [],
    intents: [],
    verifying: new Set(),
    pushesWorkflows: true,
    pairs: [],
    ...fields,
    attempts,
  };
}

/** A ready workstream's state; `used` follows the counted ends unless given. */
export function state(fields: Partial<WorkstreamState> = {}): WorkstreamState {
  const attempts = fields.attempts ?? [];
  return {
    id: "ws-a",
    state: "ready",
    reason: { kind: "ready" },
    stop: undefined,
    notices: [],
    attempts,
    pull: undefined,
    holds: undefined,
    used: attempts.filter((each) => each.end?.counted === true).length,
    spent: spendingOf(attempts),
    ...fields,
  };
}

/** States by id, in the order given. */
export function stateMap(states: readonly WorkstreamState[]): ReadonlyMap<string, WorkstreamState> {
  return new Map(states.map((each) => [each.id, each]));
}

/** What readers are told of these states: nobody is paused, and nothing is limited unless `budget` says so. */
export function overview(
  states: ReadonlyMap<string, WorkstreamState>,
  fields: { readonly pauses?: AgentPauses; readonly budget?: Partial<Budget>; readonly now?: Instant } = {},
): Overview {
  const { pauses = new Map(), budget = {}, now = T0 } = fields;
  const attempts = [...states.values()].flatMap((each) => each.attempts);
  const of = plan([], { config: { budget: { ...NO_BUDGET, ...budget } } });
  return { states, pauses, ledger: readLedger(of, snapshot({ attempts }), now) };
}
