/**
 * Every name that we write into a repository and read back: refs, branches, status contexts. Each is printed and parsed
 * here and nowhere else; records.ts does the same for the commits behind the refs.
 */
import { isWorkstreamId } from "../plan/workstream-id.ts";
import type { Sha } from "./facts.ts";

/** What all refs of the shared state lie below, the work's own branches apart. */
export const STATE_PREFIX = "refs/workstreams/";
const ROOT = STATE_PREFIX;
const HEADS = "refs/heads/";

/** The lock: every claiming transaction moves it. */
export const EPOCH_REF = `${ROOT}epoch`;
/** The local forge's state: pulls, statuses, comments. */
export const FORGE_REF = `${ROOT}forge`;
/** Namespaces that a reader of the shared state asks git for. */
export const REF_PREFIXES: readonly string[] = [ROOT, `${HEADS}workstreams/`];

/** The label of a workstream's pull request. */
export const PULL_LABEL = "workstream";

/** What marks our comment about the gates on a workstream's pull request. */
export const GATES_COMMENT = "gates";

/** Status contexts that we write: on a pull request's head, and `attempt` on the claim. */
export const CONTEXTS = {
  all: "workstreams",
  scope: "workstreams/scope",
  acceptance: "workstreams/acceptance",
  overlap: "workstreams/overlap",
  ci: "workstreams/ci",
  attempt: "workstreams/attempt",
} as const;

export type Context = (typeof CONTEXTS)[keyof typeof CONTEXTS];

/** The parts of an attempt that have a ref of their own. */
export type AttemptPart = "claim" | "end" | "work";

const PARTS: readonly AttemptPart[] = ["claim", "end", "work"];

/** A ref name of ours, read back. */
export type Name =
  | { readonly kind: "epoch" }
  | { readonly kind: "forge" }
  | { readonly kind: "attempt"; readonly id: string; readonly number: number; readonly part: AttemptPart }
  | { readonly kind: "intent"; readonly at: number; readonly nonce: string }
  | { readonly kind: "verdict"; readonly head: Sha }
  /** Commits of a person that a new attempt's branch replaces, kept reachable. */
  | { readonly kind: "saved"; readonly id: string; readonly head: Sha }
  | { readonly kind: "branch"; readonly id: string };

export function branchName(id: string): string {
  return `workstreams/${id}`;
}

/** The id of a branch named `workstreams/<id>`; undefined for any other. */
export function branchId(branch: string): string | undefined {
  const id = branch.startsWith("workstreams/") ? branch.slice("workstreams/".length) : "";
  return isWorkstreamId(id) ? id : undefined;
}

export function attemptRef(id: string, number: number, part: AttemptPart): string {
  return `${ROOT}attempts/${id}/${number}/${part}`;
}

/** What doctor tries a server's refs with: gone when it ends, and nothing to any reader. */
export function probeRef(nonce: string): string {
  return `${ROOT}probe/${nonce}`;
}

/** What the refs of all attempts lie below. */
export const ALL_ATTEMPTS = `${ROOT}attempts`;

/** What all refs of a workstream's attempts lie below. */
export function attemptsRef(id: string): string {
  return `${ROOT}attempts/${id}`;
}

const AGENT = "agent:";

/** An agent as the target of an intent, where the target may be a workstream too: `agent:agent-1`. */
export function agentTarget(agent: string): string {
  return AGENT + agent;
}

/** What an intent is about. */
export type Target =
  | { readonly kind: "all" }
  | { readonly kind: "agent"; readonly agent: string }
  | { readonly kind: "workstream"; readonly id: string };

/** Reads the target of an intent; whether there is such an agent or workstream is another question. */
export function parseTarget(target: string): Target {
  if (target === "all") return { kind: "all" };
  if (target.startsWith(AGENT)) return { kind: "agent", agent: target.slice(AGENT.length) };
  return { kind: "workstream", id: target };
}

/** Where one attempt's refs lie; the same text in messages to people. */
export function attemptName(id: string, number: number): string {
  return `${id}/${number}`;
}

/** The full ref name of anything that `parseRef` reads. */
export function printRef(name: Name): string {
  switch (name.kind) {
    case "epoch":
      return EPOCH_REF;
    case "forge":
      return FORGE_REF;
    case "attempt":
      return attemptRef(name.id, name.number, name.part);
    case "intent":
      return `${ROOT}intents/${name.at}-${name.nonce}`;
    case "verdict":
      return `${ROOT}verdicts/${name.head}`;
    case "saved":
      return `${ROOT}saved/${name.id}/${name.head}`;
    case "branch":
      return `${HEADS}${branchName(name.id)}`;
    default:
      return name satisfies never;
  }
}

const ATTEMPT = /^attempts\/([^/]+)\/([1-9][0-9]{0,8})\/(claim|end|work)$/;
const INTENT = /^intents\/([0-9]{1,15})-([a-z0-9]+)$/;
const SAVED = /^saved\/([^/]+)\/([0-9a-f]{40})$/;
const VERDICT = /^verdicts\/([0-9a-f]{40})$/;

/** Reads a full ref name; undefined where it is none of ours, whoever made it. */
export function parseRef(ref: string): Name | undefined {
  if (ref.startsWith(HEADS)) {
    const id = branchId(ref.slice(HEADS.length));
    return id === undefined ? undefined : { kind: "branch", id };
  }
  if (ref === EPOCH_REF) return { kind: "epoch" };
  if (ref === FORGE_REF) return { kind: "forge" };
  if (!ref.startsWith(ROOT)) return undefined;
  const rest = ref.slice(ROOT.length);
  const attempt = ATTEMPT.exec(rest);
  const part = PARTS.find((known) => known === attempt?.[3]);
  if (attempt?.[1] !== undefined && part !== undefined && isWorkstreamId(attempt[1])) {
    return { kind: "attempt", id: attempt[1], number: Number(attempt[2]), part };
  }
  const intent = INTENT.exec(rest);
  if (intent?.[2] !== undefined) return { kind: "intent", at: Number(intent[1]), nonce: intent[2] };
  const verdict = VERDICT.exec(rest);
  const saved = SAVED.exec(rest);
  if (saved?.[1] !== undefined && saved[2] !== undefined && isWorkstreamId(saved[1])) {
    return { kind: "saved", id: saved[1], head: saved[2] };
  }
  if (verdict?.[1] !== undefined) return { kind: "verdict", head: verdict[1] };
  return undefined;
}

/** One entry of the matrix: an attempt, or the acceptance tests alone on a head that no attempt of ours published. */
export type Leg =
  | { readonly kind: "attempt"; readonly id: string; readonly number: number }
  | { readonly kind: "verify"; readonly id: string; readonly head: Sha };

/** The last job of every leg; when it is over, so is the leg. */
export const LAST_LEG_JOB = "publish";

/** The name of the leg's job in the matrix: `ws-a/1`, or `ws-a@<head>`. */
export function legName(leg: Leg): string {
  return leg.kind === "attempt" ? attemptName(leg.id, leg.number) : `${leg.id}@${leg.head}`;
}

const LEG = /^([^/@]+)(?:\/([1-9][0-9]{0,8})|@([0-9a-f]{40}))$/;

/**
 * Reads the name of a job as GitHub shows it, such as `workstreams / ws-a/1 / agent`: which leg it is of, and its own
 * name there, empty for the call itself. Undefined: it is of no leg.
 */
export function parseLegName(jobName: string): { readonly leg: Leg; readonly job: string } | undefined {
  const parts = jobName.split(" / ");
  for (const [index, part] of parts.entries()) {
    const [, id, number, head] = LEG.exec(part) ?? [];
    if (id === undefined || !isWorkstreamId(id)) continue;
    const job = parts.slice(index + 1).join(" / ");
    if (head !== undefined) return { leg: { kind: "verify", id, head }, job };
    return { leg: { kind: "attempt", id, number: Number(number) }, job };
  }
  return undefined;
}
