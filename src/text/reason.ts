import type { Instant } from "../state/facts.ts";
import type { Failure } from "../state/failure.ts";
import { HOUR } from "../state/hour.ts";
import type { CancelCause, Reason } from "../state/lifecycle.ts";
import { printAgentPause } from "./agent-pause.ts";
import { printFailure } from "./failure.ts";
import { printDuration } from "./hours.ts";
import { printLimited } from "./money.ts";
import { sentence } from "./sentence.ts";
import { printTime } from "./time.ts";
import { COMMAND_LINE } from "./ways.ts";
import type { Ways } from "./ways.ts";
import { count, list } from "./words.ts";

/** Whose reason it is, and when it is read. */
export interface ReasonContext {
  readonly id: string;
  readonly now: Instant;
  /** How the reader acts; the command line by default. */
  readonly ways?: Ways;
}

const STARTS = { merged: "starts after its merge", published: "starts once its pull request is open" } as const;

/** Why a workstream is in its state and, where a person can act, what to do: one line. */
export function printReason(reason: Reason, { id, now, ways = COMMAND_LINE }: ReasonContext): string {
  switch (reason.kind) {
    case "dependencies":
      return sentence(`waits for ${list(reason.waitingFor)}`);
    case "dependency":
      return printBlocked(reason, ways);
    case "invalid":
      return sentence(`${reason.file}: ${reason.message}`, "see `workstreams validate`");
    case "no-agent":
      return sentence(`no configured agent takes ${printWanted(reason)}`, "add one to the configuration");
    case "workflow-files":
      return sentence(
        `the default token may not push workflow files (${reason.path})`,
        "give an App token as WORKSTREAMS_TOKEN, or narrow files_scope",
      );
    case "agents-paused":
      return printAgentPause(reason.agents, reason.pause, ways);
    case "day-spent":
      return sentence(
        `what a day may cost is spent: ${printLimited(reason.spent, reason.limit)}`,
        `starts after ${printTime(reason.until)}`,
      );
    case "merge-gone":
      return sentence(
        `the base no longer contains #${reason.pull}, the merge of ${reason.dependency}`,
        "merge it again or give the work a new id",
      );
    case "ready":
      return "ready to start";
    case "overlap":
      return sentence(`${reason.holder} may also change ${reason.witness}`, STARTS[reason.until]);
    case "no-free-agent":
      return sentence(`waits for a free agent${printBusy(reason.busy)}`);
    case "track-full":
      return sentence(
        `waits: ${reason.running} of track ${reason.track} ${reason.running === 1 ? "runs" : "run"}, no more are allowed`,
      );
    case "on-purpose":
      return sentence(
        `starts later on purpose: ${printAhead(reason)}`,
        `that starts in ${printDuration(reason.startsIn * HOUR)}`,
      );
    case "paused":
      return sentence(`paused by ${reason.who} at ${printTime(reason.at)}`, `${ways.resume(id)} continues`);
    case "canary":
      return sentence(
        `waits for ${reason.holder}`,
        "until a first pull request lands here, one workstream runs at a time",
      );
    case "claimed":
      return sentence(`attempt ${reason.attempt} starts on ${reason.agent}`);
    case "running":
      return sentence(`attempt ${reason.attempt} runs on ${reason.agent} for ${printDuration(now - reason.since)}`);
    case "dead":
      return sentence(
        `attempt ${reason.attempt} on ${reason.agent} is gone without an end`,
        `${ways.next} takes it up`,
      );
    case "landing":
      return sentence(`attempt ${reason.attempt} delivered ${reason.head.slice(0, 7)}`, "its pull request opens next");
    case "review":
      return sentence(`pull request #${reason.pull} is open`, `${ways.merge(id)} merges it once its gates pass`);
    case "changes-requested":
      return sentence(`${list(reason.by)} asked for changes on #${reason.pull}`, `push them, or ${ways.retry(id)}`);
    case "retry":
      return sentence(printRetry(reason, now));
    case "taken-over":
      return sentence(
        `a person pushed ${reason.head.slice(0, 7)}${reason.pull === undefined ? "" : ` to #${reason.pull}`}`,
        `it is theirs until ${ways.retry(id)}`,
      );
    case "exhausted":
      return sentence(
        `${printUsed(reason.attempts)}, the last: ${printFailure(reason.last)}`,
        adviceAfter(reason.last, id, ways),
      );
    case "spent":
      return sentence(
        `${reason.attempt === undefined ? "its budget is spent:" : `attempt ${reason.attempt} failed and spent`} ${printLimited(reason.spent, reason.limit)}`,
        `${ways.retry(id)} gives it as much again`,
      );
    case "cancelled":
      return printCancel(reason.cause, id, ways);
    case "merged":
      if (reason.pull === undefined) return "merged by git alone: the base contains its work";
      return `merged by #${reason.pull}${reason.mergedAs === undefined ? "" : ` as ${reason.mergedAs.slice(0, 7)}`}`;
    case "file-done":
      return sentence(`${reason.file} says \`status: done\``);
    default:
      return reason satisfies never;
  }
}

function printAhead({ ahead, critical, by }: Extract<Reason, { kind: "on-purpose" }>): string {
  const which = critical ? `${ahead} is on the critical path and` : ahead;
  switch (by.kind) {
    case "scope":
      return `${which} shares ${by.witness} with it`;
    case "track":
      return `${which} needs its place in track ${by.track}`;
    case "agent":
      return `${which} needs its agent`;
    default:
      return by satisfies never;
  }
}

function printBusy(busy: readonly string[]): string {
  return busy.length === 0 ? "" : `: ${list(busy)} ${busy.length === 1 ? "is" : "are"} busy`;
}

/** None counts where all of them ended by no fault of the work, as often as is borne. */
function printUsed(attempts: number): string {
  return attempts === 0 ? "too many tries came to nothing" : `${attempts} of ${count(attempts, "attempt")} failed`;
}

/** A command that did not start left nothing to see. */
function adviceAfter({ code }: Failure, id: string, ways: Ways): string {
  const retry = `then ${ways.retry(id)}`;
  return code === "pattern-start" ? retry : `see ${ways.logs(id)}, ${retry}`;
}

const STOPPED = { blocked: "is blocked", failed: "failed", cancelled: "was cancelled" } as const;

function printBlocked({ dependency, root, state }: Extract<Reason, { kind: "dependency" }>, ways: Ways): string {
  const begin = root === dependency ? "" : ` by ${root}`;
  return sentence(`${dependency} ${STOPPED[state]}${begin}`, `see ${ways.explain(root)}`);
}

function printWanted({ tool, track }: Extract<Reason, { kind: "no-agent" }>): string {
  const wanted = [tool === undefined ? "" : `the tool ${tool}`, track === undefined ? "" : `the track ${track}`].filter(
    (each) => each !== "",
  );
  return wanted.length === 0 ? "it" : list(wanted);
}

function printRetry({ attempt, of, notBefore, last }: Extract<Reason, { kind: "retry" }>, now: Instant): string {
  const start = notBefore > now ? `starts in ${printDuration(notBefore - now)}` : "starts with the next free agent";
  return `try ${attempt} of ${of} ${start}; the last: ${printFailure(last)}`;
}

function printCancel(cause: CancelCause, id: string, ways: Ways): string {
  const again = `${ways.retry(id)} starts it again`;
  switch (cause.kind) {
    case "intent":
      return sentence(`cancelled by ${cause.who} at ${printTime(cause.at)}`, again);
    case "pull-closed":
      return sentence(`pull request #${cause.pull} was closed`, again);
    case "branch-deleted":
      return sentence(`the branch ${cause.branch} was deleted`, again);
    case "run-cancelled":
      return sentence(`the run of attempt ${cause.attempt} was cancelled`, again);
    case "skip":
      return sentence(`${cause.file} says \`status: skip\``);
    default:
      return cause satisfies never;
  }
}
