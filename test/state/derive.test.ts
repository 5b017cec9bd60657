import { describe, expect, test } from "vitest";
import { deriveStates } from "../../src/state/derive.ts";
import type { Intent } from "../../src/state/facts.ts";
import type { WorkstreamState } from "../../src/state/lifecycle.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { HOUR, MINUTE, T0, agent, attempt, plan, pull, sha, snapshot, workstream } from "../support/builders.ts";
import type { SnapshotFields } from "../support/builders.ts";

const HEAD = sha("head ws-a/1");
const delivered = attempt({ end: {} });
const branches = new Map([["ws-a", HEAD]]);

function derive(facts: SnapshotFields, of: Plan = plan([workstream()]), id = "ws-a"): WorkstreamState {
  const state = deriveStates(of, snapshot(facts)).get(id);
  if (state === undefined) throw new Error(`${id} has no state`);
  return state;
}

function intent(verb: Intent["verb"], at: number, target = "ws-a"): Intent {
  return { verb, target, who: "ada", at };
}

describe("one workstream's lifecycle", () => {
  test.each<[string, SnapshotFields, WorkstreamState["state"], object]>([
    ["nothing happened", {}, "ready", { kind: "ready" }],
    ["an agent works on it", { attempts: [attempt()] }, "running", { kind: "running", agent: "agent-1" }],
    ["its process is gone", { attempts: [attempt({ liveness: "dead" })] }, "running", { kind: "dead" }],
    ["another machine works on it", { attempts: [attempt({ liveness: "unknown" })] }, "claimed", { kind: "claimed" }],
    ["its work is pushed", { attempts: [delivered], branches }, "landing", { kind: "landing", head: HEAD }],
    [
      "its work may not be pushed",
      { attempts: [attempt({ end: { failure: { code: "push-refused", detail: "protected" } } })] },
      "landing",
      { kind: "landing", attempt: 1, head: HEAD },
    ],
    ["its pull request is open", { attempts: [delivered], branches, pulls: [pull()] }, "in-review", { kind: "review" }],
    [
      "a reviewer asks for changes",
      { attempts: [delivered], branches, pulls: [pull({ changesRequestedBy: ["ada"] })] },
      "changes-requested",
      { kind: "changes-requested", by: ["ada"] },
    ],
    [
      "it conflicts with the moved base",
      { attempts: [delivered], branches, pulls: [pull({ mergeability: { kind: "conflict", paths: ["a.ts"] } })] },
      "retrying",
      { kind: "retry", attempt: 2, of: 3, last: { code: "conflict", detail: "a.ts" } },
    ],
    [
      "a person pushed to its branch",
      { attempts: [delivered], pulls: [pull({ head: sha("theirs") })] },
      "taken-over",
      { kind: "taken-over", head: sha("theirs") },
    ],
    [
      "a person made its branch before anybody claimed it",
      { branches: new Map([["ws-a", sha("theirs")]]) },
      "taken-over",
      { kind: "taken-over", pull: undefined },
    ],
    [
      "a person pushed before its pull request was open: it lands all the same",
      { attempts: [delivered], branches: new Map([["ws-a", sha("theirs")]]) },
      "landing",
      { kind: "landing", head: sha("theirs") },
    ],
    [
      "a person made its branch while an attempt failed",
      {
        attempts: [attempt({ end: { outcome: "failed", failure: { code: "taken-over", detail: "" } } })],
        branches: new Map([["ws-a", sha("theirs")]]),
      },
      "taken-over",
      { kind: "taken-over", pull: undefined, head: sha("theirs") },
    ],
    [
      "its pull request was closed",
      { attempts: [delivered], branches, pulls: [pull({ state: "closed" })] },
      "cancelled",
      { kind: "cancelled", cause: { kind: "pull-closed", pull: 1 } },
    ],
    [
      "its branch was deleted before it landed",
      { attempts: [delivered] },
      "cancelled",
      { kind: "cancelled", cause: { kind: "branch-deleted", branch: "workstreams/ws-a" } },
    ],
    [
      "it is merged",
      { attempts: [delivered], branches, pulls: [pull({ state: "merged" })] },
      "completed",
      { kind: "merged", pull: 1 },
    ],
    [
      "the base lost its merge",
      { attempts: [delivered], branches, pulls: [pull({ state: "merged", inBase: false })] },
      "blocked",
      { kind: "merge-gone", dependency: "ws-a", pull: 1 },
    ],
    [
      "its attempt failed",
      { attempts: [attempt({ end: { outcome: "failed" } })] },
      "retrying",
      { kind: "retry", attempt: 2, of: 3, notBefore: T0 + 2 * MINUTE },
    ],
    [
      "its second attempt failed, so the backoff doubles",
      { attempts: [attempt({ end: { outcome: "failed" } }), attempt({ number: 2, end: { outcome: "failed" } })] },
      "retrying",
      { kind: "retry", attempt: 3, of: 3, notBefore: T0 + 3 * MINUTE },
    ],
    [
      "all its attempts failed",
      { attempts: [1, 2, 3].map((number) => attempt({ number, end: { outcome: "failed" } })) },
      "failed",
      { kind: "exhausted", attempts: 3, last: { code: "agent-exit" } },
    ],
    [
      "its run was killed, which costs no attempt",
      { attempts: [attempt({ end: { outcome: "expired", counted: false } })] },
      "retrying",
      { kind: "retry", attempt: 1, of: 3, notBefore: T0 + MINUTE },
    ],
    [
      "its run was cancelled",
      { attempts: [attempt({ end: { outcome: "cancelled", counted: false } })] },
      "cancelled",
      { kind: "cancelled", cause: { kind: "run-cancelled", attempt: 1 } },
    ],
    [
      "a person cancelled it",
      { intents: [intent("cancel", T0)] },
      "cancelled",
      { kind: "cancelled", cause: { kind: "intent", who: "ada" } },
    ],
    ["a person took the cancel back", { intents: [intent("cancel", T0), intent("retry", T0 + 1)] }, "ready", {}],
    [
      "a person retries a failed one",
      {
        attempts: [1, 2, 3].map((number) => attempt({ number, end: { outcome: "failed" } })),
        intents: [intent("retry", T0 + HOUR)],
      },
      "ready",
      { kind: "ready" },
    ],
    [
      "a person retries a closed one",
      {
        attempts: [delivered],
        branches,
        pulls: [pull({ state: "closed" })],
        intents: [intent("retry", T0 + 2 * HOUR)],
      },
      "ready",
      { kind: "ready" },
    ],
    [
      "attempts before a retry do not count any more",
      {
        attempts: [
          attempt({ end: { outcome: "failed" } }),
          attempt({ number: 2, claim: { at: T0 + 2 * HOUR, answers: T0 + HOUR }, end: { outcome: "failed" } }),
        ],
        intents: [intent("retry", T0 + HOUR)],
      },
      "retrying",
      { kind: "retry", attempt: 2, of: 3 },
    ],
  ])("%s", (_, facts, state, reason) => {
    const derived = derive(facts);
    expect(derived.state).toBe(state);
    expect(derived.reason).toMatchObject(reason);
  });

  test.each<[string, SnapshotFields, WorkstreamState["state"], object]>([
    [
      "a rebased branch is the person's, not work that lands",
      { attempts: [delivered], branches: new Map([["ws-a", sha("rebased")]]), strays: new Set(["ws-a"]) },
      "taken-over",
      { kind: "taken-over", pull: undefined, head: sha("rebased") },
    ],
    [
      "a merge by hand before the pull request was open completes it",
      { attempts: [delivered], branches, contained: new Set([HEAD]) },
      "completed",
      { kind: "merged", pull: undefined },
    ],
    [
      "a merge stands although a rebuild was under way, and failed",
      {
        attempts: [delivered, attempt({ number: 2, claim: { at: T0 + 2 * MINUTE }, end: { outcome: "failed" } })],
        pulls: [pull({ state: "merged" })],
      },
      "completed",
      { kind: "merged", pull: 1 },
    ],
    [
      "a merge by git, whose time is in whole seconds, stands against a claim of that second",
      {
        attempts: [delivered, attempt({ number: 2, claim: { at: T0 + HOUR + 112 }, end: { outcome: "failed" } })],
        pulls: [pull({ state: "merged", closedAt: T0 + HOUR })],
      },
      "completed",
      { kind: "merged", pull: 1 },
    ],
    [
      "a closed pull request cancels also after a rebuild failed",
      {
        attempts: [delivered, attempt({ number: 2, claim: { at: T0 + 2 * MINUTE }, end: { outcome: "failed" } })],
        pulls: [pull({ state: "closed" })],
      },
      "cancelled",
      { kind: "cancelled", cause: { kind: "pull-closed", pull: 1 } },
    ],
    [
      "an attempt that was claimed after the closing goes on",
      {
        attempts: [
          delivered,
          attempt({ number: 2, claim: { at: T0 + 3 * HOUR, answers: T0 + 2 * HOUR }, end: { outcome: "failed" } }),
        ],
        intents: [intent("retry", T0 + 2 * HOUR)],
        pulls: [pull({ state: "closed" })],
      },
      "retrying",
      { kind: "retry", attempt: 2 },
    ],
    [
      "a retry from a clock that is ahead is answered once",
      {
        attempts: [attempt({ claim: { at: T0, answers: T0 + 9 * HOUR }, end: { outcome: "failed" } })],
        intents: [intent("retry", T0 + 9 * HOUR)],
      },
      "retrying",
      { kind: "retry", attempt: 2, of: 3 },
    ],
  ])("%s", (_, facts, state, reason) => {
    const derived = derive(facts);
    expect(derived.state).toBe(state);
    expect(derived.reason).toMatchObject(reason);
  });

  test.each<[string, SnapshotFields, string | undefined]>([
    ["nobody minds", {}, undefined],
    ["a person cancelled", { intents: [intent("cancel", T0 + 1)] }, "by ada"],
    ["its pull request was merged by hand", { pulls: [pull({ state: "merged" })] }, "because #1 was merged"],
    ["its pull request was closed", { pulls: [pull({ state: "closed" })] }, "because #1 was closed"],
  ])("a rebuild that runs has to stop: %s", (_, facts, detail) => {
    const attempts = [delivered, attempt({ number: 2, claim: { at: T0 + 2 * MINUTE } })];
    expect(derive({ attempts, ...facts }).stop?.detail).toBe(detail);
  });

  test.each([
    ["done", "completed", { kind: "file-done" }],
    ["skip", "cancelled", { kind: "cancelled", cause: { kind: "skip" } }],
  ] as const)("its file says %s", (status, state, reason) => {
    const derived = derive({}, plan([workstream({ status })]));
    expect(derived).toMatchObject({ state, reason });
  });

  test("a file that says done does not end an attempt that runs", () => {
    expect(derive({ attempts: [attempt()] }, plan([workstream({ status: "done" })])).state).toBe("running");
  });

  test("a workstream whose file is gone lives until its attempt has ended", () => {
    expect(deriveStates(plan([]), snapshot({ attempts: [attempt()] })).get("ws-a")?.state).toBe("running");
    expect(deriveStates(plan([]), snapshot({ attempts: [attempt({ end: { outcome: "failed" } })] })).size).toBe(0);
  });

  test("a deleted merge is started anew only when a person asks", () => {
    const lost = { attempts: [delivered], branches, pulls: [pull({ state: "merged", inBase: false })] };
    expect(derive({ ...lost, intents: [intent("retry", T0 + 2 * HOUR)] }).state).toBe("ready");
  });
});

describe("what it depends on", () => {
  const chain = plan([
    workstream({ id: "ws-a" }),
    workstream({ id: "ws-b", dependsOn: ["ws-a"] }),
    workstream({ id: "ws-c", dependsOn: ["ws-b"] }),
  ]);

  test("waits until it is completed", () => {
    expect(derive({}, chain, "ws-b")).toMatchObject({ state: "waiting", reason: { waitingFor: ["ws-a"] } });
    const merged = { attempts: [delivered], branches, pulls: [pull({ state: "merged" })] };
    expect(derive(merged, chain, "ws-b").state).toBe("ready");
  });

  test("a failure blocks all that comes after it, and names the root", () => {
    const failed = { attempts: [1, 2, 3].map((number) => attempt({ number, end: { outcome: "failed" } })) };
    expect(derive(failed, chain, "ws-b")).toMatchObject({
      state: "blocked",
      reason: { kind: "dependency", dependency: "ws-a", root: "ws-a", state: "failed" },
    });
    expect(derive(failed, chain, "ws-c")).toMatchObject({
      state: "blocked",
      reason: { kind: "dependency", dependency: "ws-b", root: "ws-a", state: "blocked" },
    });
  });

  test("a merge that the base lost blocks its dependents, named", () => {
    const lost = { attempts: [delivered], branches, pulls: [pull({ state: "merged", inBase: false })] };
    expect(derive(lost, chain, "ws-c")).toMatchObject({
      state: "blocked",
      reason: { kind: "merge-gone", dependency: "ws-a", pull: 1 },
    });
  });

  test("an invalid file blocks itself and its dependents, never the rest", () => {
    const broken = plan([workstream({ id: "ws-b", dependsOn: ["ws-a"] }), workstream({ id: "ws-c" })], {
      problems: new Map([["ws-a", { file: "workstreams/ws-a.json", message: "it is no JSON" }]]),
    });
    expect(derive({}, broken, "ws-a")).toMatchObject({ state: "blocked", reason: { kind: "invalid" } });
    expect(derive({}, broken, "ws-b")).toMatchObject({ state: "blocked", reason: { root: "ws-a" } });
    expect(derive({}, broken, "ws-c").state).toBe("ready");
  });

  test("a cycle blocks its members and what is below, in any depth", () => {
    const message = "ws-a → ws-b → ws-a is a cycle";
    const circular = plan(
      [
        workstream({ id: "ws-a", dependsOn: ["ws-b"] }),
        workstream({ id: "ws-b", dependsOn: ["ws-a"] }),
        workstream({ id: "ws-c", dependsOn: ["ws-b"] }),
        workstream({ id: "ws-d", dependsOn: ["ws-c"] }),
      ],
      { problems: new Map(["ws-a", "ws-b"].map((id) => [id, { file: "f", message }])) },
    );
    const states = deriveStates(circular, snapshot());
    expect([...states.values()].map(({ state }) => state)).toEqual(["blocked", "blocked", "blocked", "blocked"]);
    expect(states.get("ws-d")?.reason).toMatchObject({ kind: "dependency", dependency: "ws-c", root: "ws-b" });
  });

  test("a chain of 20,000 needs no deep stack", () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `ws-${String(index).padStart(5, "0")}`);
    // The last id comes first in the chain, so that the walk starts at its far end.
    const long = plan(ids.map((id, index) => workstream({ id, dependsOn: ids.slice(index + 1, index + 2) })));
    expect(deriveStates(long, snapshot()).get("ws-00000")?.state).toBe("waiting");
  });

  test("a tool that no agent runs blocks at once", () => {
    const codex = plan([workstream({ tool: "codex" })], { config: { agents: [agent({ tools: ["aider"] })] } });
    expect(derive({}, codex)).toMatchObject({ state: "blocked", reason: { kind: "no-agent", tool: "codex" } });
  });

  test("a track that only exclusive agents of other tracks could take blocks at once", () => {
    const agents = [agent({ tracks: ["docs"], exclusive: true })];
    const other = plan([workstream({ track: "core" })], { config: { agents } });
    expect(derive({}, other)).toMatchObject({ state: "blocked", reason: { kind: "no-agent", track: "core" } });
  });

  test.each([
    [["src/", ".github/workflows/ci.yml"], false, "blocked"],
    [[".github/workflows/"], false, "blocked"],
    [[".github/workflows/ci.yml"], true, "ready"],
    [[".github/", "src/"], false, "ready"],
  ])("a scope of %j with a token that %s push workflow files is %s", (scope, pushesWorkflows, expected) => {
    const found = derive({ pushesWorkflows }, plan([workstream({ scope })]));
    expect(found.state).toBe(expected);
  });
});

test("one that conflicts with the moved base is left to people where the configuration says so", () => {
  const overlap = { policy: "merge", unordered: "warn", until: "merged", rebuild: "manual" } as const;
  const facts = {
    attempts: [delivered],
    branches,
    pulls: [pull({ mergeability: { kind: "conflict", paths: ["a.ts"] } })],
  };
  const found = derive(facts, plan([workstream()], { config: { overlap } }));
  expect(found).toMatchObject({ state: "in-review", reason: { kind: "review", pull: 1 } });
});

describe("the scope that it holds", () => {
  const scope = ["src/ws-a/"];

  test.each<[string, SnapshotFields, readonly string[] | undefined]>([
    ["nothing happened", {}, undefined],
    ["an agent works on it", { attempts: [attempt()] }, scope],
    ["a dead attempt has not ended yet", { attempts: [attempt({ liveness: "dead" })] }, scope],
    ["its work is pushed", { attempts: [delivered], branches }, scope],
    ["its pull request is open", { attempts: [delivered], branches, pulls: [pull()] }, scope],
    ["it is merged", { attempts: [delivered], branches, pulls: [pull({ state: "merged" })] }, undefined],
    ["its pull request was closed", { attempts: [delivered], branches, pulls: [pull({ state: "closed" })] }, undefined],
    ["its attempt failed", { attempts: [attempt({ end: { outcome: "failed" } })] }, undefined],
    [
      "a person cancelled it before its pull request was open",
      { attempts: [delivered], branches, intents: [intent("cancel", T0 + HOUR)] },
      undefined,
    ],
    [
      "a rebuild failed while its pull request is open",
      { attempts: [delivered, attempt({ number: 2, end: { outcome: "failed" } })], branches, pulls: [pull()] },
      scope,
    ],
  ])("%s", (_, facts, holds) => {
    expect(derive(facts).holds).toEqual(holds);
  });

  const published = plan([workstream()], {
    config: { overlap: { policy: "merge", unordered: "warn", until: "published", rebuild: "auto" } },
  });

  test.each<[string, SnapshotFields, readonly string[] | undefined]>([
    ["an agent works on it", { attempts: [attempt()] }, scope],
    ["its work is pushed", { attempts: [delivered], branches }, scope],
    ["its pull request is open", { attempts: [delivered], branches, pulls: [pull()] }, undefined],
    ["it is built anew", { attempts: [delivered, attempt({ number: 2 })], branches, pulls: [pull()] }, scope],
  ])("where it is held until it is published: %s", (_, facts, holds) => {
    expect(derive(facts, published).holds).toEqual(holds);
  });
});

describe("what is worth a warning", () => {
  const edited = plan([workstream({ digest: sha("edited") })]);

  test("the file changed while an attempt lives", () => {
    expect(derive({ attempts: [attempt()] }, edited).notices).toEqual([{ kind: "drift", attempt: 1 }]);
  });

  test("the file of a delivered workstream changed", () => {
    const merged = { attempts: [delivered], branches, pulls: [pull({ state: "merged" })] };
    expect(derive(merged, edited).notices).toEqual([{ kind: "redefined", pull: 1 }]);
    expect(derive(merged).notices).toEqual([]);
  });
});

describe("what people asked for", () => {
  test("facts alone decide: the same facts in another order give the same states", () => {
    const intents = [intent("cancel", T0), intent("retry", T0 + 1)];
    expect(derive({ intents }).state).toBe("ready");
    expect(derive({ intents: [intent("cancel", T0 + 2), ...intents].toSorted((a, b) => a.at - b.at) }).state).toBe(
      "cancelled",
    );
  });
});
