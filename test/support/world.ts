/** A repository and its agents as a model in memory: actions change it as the real adapters would. */
import type { Action } from "../../src/decide/action.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Attempt, End, Intent, Pull, Snapshot, Status, Usage } from "../../src/state/facts.ts";
import { usesUpAttempt } from "../../src/state/failure.ts";
import { CONTEXTS, agentTarget, branchName } from "../../src/state/names.ts";
import { printGate } from "../../src/text/gate.ts";
import { MINUTE, T0, attempt, pull, sha, snapshot } from "./builders.ts";

export interface World {
  now: number;
  /** Ids whose merge the base contains, in their order. */
  readonly merged: string[];
  readonly attempts: Attempt[];
  /** Ids that the base contained when an attempt was claimed, by the claim's commit. */
  readonly bases: Map<string, readonly string[]>;
  readonly facts: () => Snapshot;
  /** All claims of one tick: refused whole where the epoch is not the one that the tick has read. */
  readonly claim: (actions: readonly Action[], epoch: string | undefined) => boolean;
  readonly perform: (action: Action) => void;
  /** An agent's work ends, its process dies, or a person acts. */
  readonly happen: (event: WorldEvent) => void;
}

export type WorldEvent =
  | { readonly kind: "deliver" | "fail" | "die"; readonly pick: number }
  /** The attempt ends by a fault of its agent. */
  | { readonly kind: "refuse"; readonly code: AgentFault; readonly pick: number; readonly usage?: Usage | undefined }
  | { readonly kind: "resume-agent"; readonly pick: number }
  | { readonly kind: "close" | "merge" | "conflict" | "push"; readonly pick: number }
  | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: "intend"; readonly verb: Intent["verb"]; readonly pick: number };

export type AgentFault = "login" | "usage-cap" | "agent-start" | "install";

/** `usage`: what each attempt spends that an agent ends. */
export function createWorld(plan: Plan, usage?: Usage): World {
  const attempts: Attempt[] = [];
  const pulls: Pull[] = [];
  const intents: Intent[] = [];
  const branches = new Map<string, string>();
  const merged: string[] = [];
  const bases = new Map<string, readonly string[]>();
  let epoch: string | undefined;
  let clock = T0;

  function facts(): Snapshot {
    return snapshot({
      attempts: [...attempts],
      pulls: [...pulls],
      branches: new Map(branches),
      intents: [...intents],
      epoch,
      base: { branch: "main", sha: sha(`base ${merged.join()}`) },
    });
  }

  function claim(actions: readonly Action[], seen: string | undefined): boolean {
    if (seen !== epoch) return false;
    for (const action of actions) {
      if (action.kind !== "claim") continue;
      const workstream = plan.workstreams.get(action.id);
      const contract = {
        scope: workstream?.scope ?? [],
        protectedPaths: [],
        companions: [],
        pathCase: "sensitive",
        maxFileBytes: 1e6,
        maxFiles: 1e4,
        workstream,
      } as const;
      const made = attempt({
        id: action.id,
        number: action.attempt,
        claim: {
          agent: action.agent,
          at: clock,
          answers: action.answers,
          resumed: action.resumed,
          ...(workstream && { digest: workstream.digest }),
        },
        contract,
      });
      attempts.push(made);
      bases.set(made.claim.sha, [...merged]);
    }
    epoch = sha(`epoch after ${attempts.length} claims`);
    return true;
  }

  function endOf(index: number, fields: Partial<End>): void {
    const live = attempts[index];
    if (live === undefined || live.end !== undefined) return;
    const head = fields.outcome === "delivered" ? sha(`head ${live.id}/${live.number}`) : undefined;
    const ended = attempt({
      ...live,
      end: { startedAt: live.claim.at, at: clock, acceptance: "none", ...fields, head },
    });
    attempts[index] = ended;
    if (head !== undefined) branches.set(live.id, head);
    const open = pulls.findIndex((each) => each.id === live.id && each.state === "open");
    if (head !== undefined && open >= 0) change(open, { head, attempt: live.number, mergeability: { kind: "clean" } });
  }

  function change(index: number, fields: Partial<Pull>): void {
    const old = pulls[index];
    if (old !== undefined) pulls[index] = { ...old, ...fields };
  }

  function mergePull(index: number): void {
    const open = pulls[index];
    if (open?.id === undefined || open.state !== "open") return;
    merged.push(open.id);
    change(index, { state: "merged", inBase: true, mergedAs: sha(`merge ${open.number}`), closedAt: clock });
  }

  function perform(action: Action): void {
    const index = "pull" in action ? pulls.findIndex((each) => each.number === action.pull) : -1;
    switch (action.kind) {
      case "claim":
        throw new Error("claims are performed all together");
      case "end": {
        const at = attempts.findIndex((each) => each.id === action.id && each.number === action.attempt);
        return endOf(at, { outcome: action.outcome, counted: action.counted, failure: action.failure });
      }
      case "land": {
        const { id, attempt: number, head } = action;
        if (pulls.some((each) => each.id === id && each.state === "open")) return undefined;
        const branch = branchName(id);
        pulls.push(pull({ number: pulls.length + 1, id, attempt: number, branch, head, title: id }));
        return undefined;
      }
      case "close":
        return change(index, { state: "closed", closedAt: clock });
      case "verify":
        return change(index, { verdict: { acceptance: "passed", detail: "" } });
      case "status": {
        const status: Status = { state: action.state, description: printGate(action.reason) };
        return change(index, { statuses: new Map(pulls[index]?.statuses).set(action.context, status) });
      }
      case "comment":
        return undefined;
      case "start-ci": {
        const description = printGate({ kind: "ci-started", workflow: action.workflow });
        const statuses = new Map(pulls[index]?.statuses).set(CONTEXTS.ci, { state: "pending", description });
        return change(index, { statuses });
      }
      case "enqueue":
        return change(index, { queued: true });
      case "merge":
        return mergePull(index);
      default:
        return action satisfies never;
    }
  }

  function happen(event: WorldEvent): void {
    clock += 1000;
    if (event.kind === "wait") clock += event.minutes * MINUTE;
    if (event.kind === "intend") {
      const target = [...plan.workstreams.keys()][event.pick % plan.workstreams.size] ?? "all";
      intents.push({ verb: event.verb, target, who: "ada", at: clock });
    }
    if (event.kind === "resume-agent") {
      const { agents } = plan.config;
      const target = agentTarget(agents[event.pick % agents.length]?.id ?? "");
      intents.push({ verb: "resume", target, who: "ada", at: clock });
    }
    if (event.kind === "wait" || event.kind === "intend" || event.kind === "resume-agent") return;
    const live = attempts.flatMap((each, index) => (each.end === undefined ? [index] : []));
    const open = pulls.flatMap((each, index) => (each.state === "open" ? [index] : []));
    const one = live[event.pick % live.length] ?? -1;
    const review = open[event.pick % open.length] ?? -1;
    if (event.kind === "deliver") endOf(one, { outcome: "delivered", usage });
    if (event.kind === "fail") endOf(one, { outcome: "failed", usage });
    if (event.kind === "refuse") {
      const failure = { code: event.code, detail: "" };
      endOf(one, { outcome: "failed", counted: usesUpAttempt(failure, event.usage), failure, usage: event.usage });
    }
    const dead = event.kind === "die" ? attempts[one] : undefined;
    if (dead !== undefined) attempts[one] = { ...dead, liveness: "dead" };
    if (event.kind === "close") change(review, { state: "closed", closedAt: clock });
    if (event.kind === "merge") mergePull(review);
    if (event.kind === "conflict") change(review, { mergeability: { kind: "conflict", paths: ["a.ts"] } });
    if (event.kind === "push") push(review);
  }

  function push(index: number): void {
    const head = sha(`pushed at ${clock}`);
    const id = pulls[index]?.id;
    if (id !== undefined) branches.set(id, head);
    change(index, { head, statuses: new Map(), verdict: undefined });
  }

  return {
    get now() {
      return clock;
    },
    set now(value) {
      clock = value;
    },
    merged,
    attempts,
    bases,
    facts,
    claim,
    perform,
    happen,
  };
}
