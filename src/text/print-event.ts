import { pauseEnd } from "../decide/paused-agents.ts";
import { printAgentPause } from "./agent-pause.ts";
import { printCounts } from "./counts.ts";
import type { RunEvent } from "./event.ts";
import { printFailure } from "./failure.ts";
import { printGate } from "./gate.ts";
import { printDuration } from "./hours.ts";
import { printUsage, usageToJson } from "./money.ts";
import { plain } from "./plain.ts";
import { printReason } from "./reason.ts";
import { isoTime, logTime } from "./time.ts";
import { count, list } from "./words.ts";

/** One plain line with its time: "2026-03-02T08:00:00Z ws-a attempt 1 claimed for agent-1". */
export function printEvent(event: RunEvent): string {
  return `${logTime(event.at)} ${printWhat(event)}`;
}

/** What `run --json` writes for one event: the time as `at`, the sentence of `printEvent` as `text`. */
export function eventToJson(event: RunEvent): Readonly<Record<string, unknown>> {
  const { at, kind, ...rest } = event;
  const json: Record<string, unknown> = {
    event: kind,
    at: isoTime(at),
    ...rest,
    text: printWhat(event),
  };
  if (event.kind === "waiting") json["next"] = event.next === undefined ? null : isoTime(event.next);
  if (event.kind === "fault") json["until"] = isoTime(event.until);
  if (event.kind === "attempt-ended") {
    json["failure"] = event.failure ?? null;
    json["usage"] = usageToJson(event.usage);
  }
  if (event.kind === "agent-paused") {
    const until = pauseEnd(event.pause);
    delete json["pause"];
    json["until"] = until === undefined ? null : isoTime(until);
  }
  if (event.kind === "day-spent") json["until"] = isoTime(event.until);
  if (event.kind === "state-changed") {
    json["from"] = event.from ?? null;
    json["reason"] = printReason(event.reason, { id: event.id, now: at });
  }
  if (event.kind === "gate") json["reason"] = printGate(event.reason);
  if (event.kind === "finished") {
    json["progress"] = event.progress.kind;
    json["until"] = event.until === undefined ? null : isoTime(event.until);
    json["counts"] = Object.fromEntries(event.counts.map((each) => [each.state, each.count]));
  }
  return json;
}

function printWhat(event: RunEvent): string {
  switch (event.kind) {
    case "run-started":
      return `run started: ${count(event.workstreams, "workstream")}, ${count(event.agents.length, "agent")}`;
    case "attempt-claimed":
      return `${event.id} attempt ${event.attempt} claimed for ${plain(event.agent)}`;
    case "attempt-started":
      return `${event.id} attempt ${event.attempt} started on ${plain(event.agent)}`;
    case "attempt-ended":
      return (
        `${event.id} attempt ${event.attempt} ${event.outcome} after ${printDuration(event.durationMs)}` +
        (event.usage === undefined ? "" : `, ${printUsage(event.usage)}`) +
        (event.failure === undefined ? "" : `: ${printFailure(event.failure)}`)
      );
    case "agent-paused":
      return printAgentPause([event.agent], event.pause);
    case "day-spent": {
      const { at, kind, ...rest } = event;
      return printReason({ kind, ...rest }, { id: "", now: at });
    }
    case "landed":
      return `${event.id} attempt ${event.attempt} opened pull request #${event.pull}`;
    case "gate":
      return `#${event.pull} ${event.context} ${event.state}: ${printGate(event.reason)}`;
    case "merged":
      return `${event.id} merged by #${event.pull}`;
    case "state-changed":
      return `${event.id} is ${event.to}: ${printReason(event.reason, { id: event.id, now: event.at })}`;
    case "waiting":
      return event.next === undefined
        ? `waiting for people${afterwards(": ", event.ids)}`
        : `waiting until ${logTime(event.next)}${afterwards(": ", event.ids)}`;
    case "fault":
      return `${plain(event.message)}; tried again at ${logTime(event.until)}`;
    case "interrupted":
      return `interrupted${afterwards(", stopped ", event.ids)}; \`workstreams run\` goes on`;
    case "finished":
      return `${printOutcome(event)} (${printCounts(event.counts)})`;
    default:
      return event satisfies never;
  }
}

type Finished = Extract<RunEvent, { kind: "finished" }>;

/** How a run ended, in words. */
function printOutcome({ progress, until, paused }: Finished): string {
  switch (progress.kind) {
    case "working":
      return until === undefined ? "stopped while work goes on" : `nothing starts before ${logTime(until)}`;
    case "waiting-for-people":
      return `waiting for people${afterwards(": ", progress.ids)}`;
    case "done":
      return "done";
    case "stuck":
      return `stuck${afterwards(": ", progress.ids)}${printPaused(paused)}; see \`workstreams explain\``;
    default:
      return progress satisfies never;
  }
}

function printPaused(agents: readonly string[]): string {
  return agents.length === 0 ? "" : `; ${list(agents)} ${agents.length === 1 ? "is" : "are"} paused`;
}

function afterwards(before: string, ids: readonly string[]): string {
  return ids.length === 0 ? "" : before + list(ids, 6);
}
