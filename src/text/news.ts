import type { Reason, StateName } from "../state/lifecycle.ts";
import { CONTEXTS } from "../state/names.ts";
import type { RunEvent } from "./event.ts";

/** What a person wants to read; `--json` tells everything. What has an event of its own is not told twice. */
export function isNews(event: RunEvent): boolean {
  if (event.kind === "gate") return event.state !== "success" && event.context !== CONTEXTS.all;
  if (event.kind === "attempt-started") return false;
  if (event.kind !== "state-changed") return true;
  return NEWS.has(event.to) && !TOLD_ELSEWHERE.has(event.reason.kind);
}

/** Reasons of many workstreams at once. */
const TOLD_ELSEWHERE: ReadonlySet<Reason["kind"]> = new Set([
  "no-free-agent",
  "track-full",
  "agents-paused",
  "day-spent",
]);

const NEWS: ReadonlySet<StateName> = new Set([
  "held",
  "blocked",
  "changes-requested",
  "retrying",
  "taken-over",
  "failed",
  "cancelled",
]);
