/** The messages of the commits behind our refs: each record is printed and parsed here and nowhere else. */
import type { Acceptance, Claim, End, Intent, Runner, Sha, Verdict } from "./facts.ts";
import { FAILURE_CODES } from "./failure.ts";
import type { Failure, FailureCode } from "./failure.ts";
import { attemptName } from "./names.ts";
import { printMessage, parseMessage } from "./trailers.ts";
import type { Trailers } from "./trailers.ts";
import { parseUsage, printUsage } from "./usage.ts";

/** The version of the protocol that the records follow; a reader refuses what it does not know. */
const PROTOCOL = "1";

/** What a claim's commit says; `sha` and `base` are the commit's own. */
export type ClaimRecord = Omit<Claim, "sha" | "base"> & { readonly id: string; readonly number: number };

/** `nonce` makes the commit unique: with equal claims several racers would all win. */
export function printClaim(claim: ClaimRecord, nonce: string): string {
  return print("claim", `claim ${attemptName(claim.id, claim.number)} for ${claim.agent}`, claim.notes, [
    ["Workstream", claim.id],
    ["Attempt", String(claim.number)],
    ["Agent", claim.agent],
    ["Tool", claim.tool],
    ...(claim.pattern === undefined ? [] : ([["Pattern", claim.pattern]] as const)),
    ["Digest", claim.digest],
    ["File", claim.file],
    ["At", printTime(claim.at)],
    ["Runner", printRunner(claim.runner)],
    ...(claim.replaces === undefined ? [] : ([["Replaces", claim.replaces]] as const)),
    ...(claim.answers === undefined ? [] : ([["Answers", printTime(claim.answers)]] as const)),
    ...(claim.resumed === undefined ? [] : ([["Resumed", printTime(claim.resumed)]] as const)),
    ...(claim.agentDigest === undefined ? [] : ([["Agent-Digest", claim.agentDigest]] as const)),
    ["Nonce", nonce],
  ]);
}

/** Reads a claim's commit; undefined where the message is not one of ours. */
export function parseClaim(message: string): ClaimRecord | undefined {
  const read = parse("claim", message);
  if (read === undefined) return undefined;
  const { trailers, body } = read;
  const at = parseTime(trailers.get("At"));
  const number = parseCount(trailers.get("Attempt"));
  const runner = parseRunner(trailers.get("Runner"));
  if (at === undefined || number === undefined || runner === undefined) return undefined;
  return {
    id: trailers.get("Workstream") ?? "",
    number,
    agent: trailers.get("Agent") ?? "",
    tool: trailers.get("Tool") ?? "",
    pattern: trailers.get("Pattern"),
    digest: trailers.get("Digest") ?? "",
    file: trailers.get("File") ?? "",
    at,
    runner,
    replaces: parseSha(trailers.get("Replaces")),
    resumed: parseTime(trailers.get("Resumed")),
    agentDigest: trailers.get("Agent-Digest"),
    answers: parseTime(trailers.get("Answers")),
    notes: body,
  };
}

export function printEnd(id: string, number: number, end: End): string {
  return print("end", `end ${attemptName(id, number)}: ${end.outcome}`, end.output, [
    ["Workstream", id],
    ["Attempt", String(number)],
    ["Outcome", end.outcome],
    ...(end.failure === undefined
      ? []
      : ([
          ["Reason", end.failure.code],
          ["Detail", end.failure.detail],
        ] as const)),
    ["Counted", end.counted ? "yes" : "no"],
    ["Started", printTime(end.startedAt)],
    ["At", printTime(end.at)],
    ...(end.head === undefined ? [] : ([["Head", end.head]] as const)),
    ["Acceptance", end.acceptance],
    ...(end.usage === undefined ? [] : ([["Spent", printUsage(end.usage)]] as const)),
  ]);
}

/** Reads an end's commit; undefined where the message is not one of ours. */
export function parseEnd(message: string): End | undefined {
  const read = parse("end", message);
  if (read === undefined) return undefined;
  const { trailers, body } = read;
  const outcome = OUTCOMES.find((known) => known === trailers.get("Outcome"));
  const startedAt = parseTime(trailers.get("Started"));
  const at = parseTime(trailers.get("At"));
  if (outcome === undefined || startedAt === undefined || at === undefined) return undefined;
  return {
    outcome,
    failure: parseFailure(trailers),
    counted: trailers.get("Counted") !== "no",
    startedAt,
    at,
    head: parseSha(trailers.get("Head")),
    acceptance: ACCEPTANCES.find((known) => known === trailers.get("Acceptance")) ?? "none",
    output: body,
    usage: parseUsage(trailers.get("Spent")),
  };
}

export function printIntent(intent: Intent): string {
  return print("intent", `${intent.verb} ${intent.target}`, "", [
    ["Verb", intent.verb],
    ["Target", intent.target],
    ["Who", intent.who],
    ["At", printTime(intent.at)],
  ]);
}

/** Reads an intent's commit; undefined where the message is not one of ours. */
export function parseIntent(message: string): Intent | undefined {
  const trailers = parse("intent", message)?.trailers;
  const verb = VERBS.find((known) => known === trailers?.get("Verb"));
  const at = parseTime(trailers?.get("At"));
  const target = trailers?.get("Target");
  if (verb === undefined || at === undefined || target === undefined) return undefined;
  return { verb, target, who: trailers?.get("Who") ?? "", at };
}

export function printVerdict(head: Sha, verdict: Verdict): string {
  return print("verdict", `acceptance of ${head}: ${verdict.acceptance}`, "", [
    ["Head", head],
    ["Acceptance", verdict.acceptance],
    ["Detail", verdict.detail],
  ]);
}

/** Reads a verdict's commit; undefined where the message is not one of ours. */
export function parseVerdict(message: string): Verdict | undefined {
  const trailers = parse("verdict", message)?.trailers;
  const acceptance = (["passed", "failed", "none"] as const).find((known) => known === trailers?.get("Acceptance"));
  return acceptance === undefined ? undefined : { acceptance, detail: trailers?.get("Detail") ?? "" };
}

/** The message of a commit that moves `epoch`; `base` is the branch that the claims start from. */
export function printEpoch(base: string, claims: number, nonce: string): string {
  return print("epoch", `epoch: ${claims} claimed on ${base}`, "", [
    ["Base", base],
    ["Nonce", nonce],
  ]);
}

/** The branch that work started from; undefined where the message is not one of ours. */
export function parseEpoch(message: string): string | undefined {
  return parse("epoch", message)?.trailers.get("Base");
}

/** What stands for an end that can't be read, for example one of a later version: the attempt is over, and counts. */
export const UNREADABLE_END: End = {
  outcome: "failed",
  failure: { code: "internal", detail: "its end can't be read; a later version may have written it" },
  counted: true,
  startedAt: 0,
  at: 0,
  head: undefined,
  acceptance: "none",
  output: "",
  usage: undefined,
};

const OUTCOMES = ["delivered", "failed", "cancelled", "expired"] as const;
const ACCEPTANCES: readonly Acceptance[] = ["passed", "failed", "off", "none"];
const VERBS = ["start", "retry", "cancel", "pause", "resume"] as const;

type RecordKind = "claim" | "end" | "intent" | "verdict" | "epoch";

function print(
  kind: RecordKind,
  subject: string,
  body: string,
  trailers: readonly (readonly [string, string])[],
): string {
  return printMessage(`workstreams: ${subject}`, body, [["Protocol", PROTOCOL], ["Kind", kind], ...trailers]);
}

function parse(kind: RecordKind, message: string): { trailers: Trailers; body: string } | undefined {
  const read = parseMessage(message);
  if (read.trailers.get("Protocol") !== PROTOCOL || read.trailers.get("Kind") !== kind) return undefined;
  return read;
}

/** A failure's code, read back; undefined: it is none of ours. */
export function toFailureCode(text: string): FailureCode | undefined {
  return FAILURE_CODES.find((known) => known === text);
}

function parseFailure(trailers: Trailers): Failure | undefined {
  const written = trailers.get("Reason");
  if (written === undefined) return undefined;
  const code = toFailureCode(written) ?? "internal";
  return { code, detail: trailers.get("Detail") ?? "" };
}

function printRunner(runner: Runner): string {
  return runner.kind === "github"
    ? `github run=${runner.runId} attempt=${runner.runAttempt}`
    : `local host=${runner.host} pid=${runner.pid} start=${runner.startTime} boot=${runner.bootId}`;
}

const LOCAL = /^local host=(\S*) pid=([0-9]+) start=(\S*) boot=(\S*)$/;
const GITHUB = /^github run=([0-9]+) attempt=([0-9]+)$/;

function parseRunner(text: string | undefined): Runner | undefined {
  const local = LOCAL.exec(text ?? "");
  if (local !== null) {
    const [, host = "", pid, startTime = "", bootId = ""] = local;
    return { kind: "local", host, pid: Number(pid), startTime, bootId };
  }
  const github = GITHUB.exec(text ?? "");
  return github === null ? undefined : { kind: "github", runId: Number(github[1]), runAttempt: Number(github[2]) };
}

function printTime(at: number): string {
  return new Date(at).toISOString();
}

function parseTime(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at;
}

function parseCount(text: string | undefined): number | undefined {
  return /^[1-9][0-9]{0,8}$/.test(text ?? "") ? Number(text) : undefined;
}

function parseSha(text: string | undefined): Sha | undefined {
  return text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}
