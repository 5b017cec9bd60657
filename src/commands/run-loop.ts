/** The loop on one machine: look, act, execute what was claimed, and look again as soon as anything happened. */
import type { Action, Decision, Progress } from "../decide/action.ts";
import { dayReason } from "../decide/budget.ts";
import { longWait } from "../decide/long-wait.ts";
import { ForgeError } from "../forge/forge.ts";
import type { Instant } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { liveAttempt } from "../state/own-facts.ts";
import { createAlarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";
import { showClaims } from "./claims.ts";
import { createJobs } from "./jobs.ts";
import type { JobOptions, Jobs } from "./jobs.ts";
import type { Project } from "./project.ts";
import { readFingerprint } from "./read-project.ts";
import { act, look } from "./tick.ts";
import type { Look } from "./tick.ts";

export interface LoopOptions extends JobOptions {
  /** End as soon as only people can go on, or nothing starts for hours. */
  readonly untilIdle: boolean;
  /** Aborted: stop the agents, record that, and return. */
  readonly signal: AbortSignal;
  /** Called with every new picture of the plan. */
  readonly show: (look: Look) => void;
}

/** How the loop ended, and what it saw last. */
export interface LoopResult {
  readonly progress: Progress;
  readonly interrupted: boolean;
  /** It ended because nothing starts before; undefined: for another reason. */
  readonly until: Instant | undefined;
  readonly last: Look;
}

/** How often the refs are compared with those last seen: that is how the acts of others are noticed. */
const POLL_MS = 1000;

export async function runLoop(project: Project, options: LoopOptions): Promise<LoopResult> {
  const alarm = createAlarm();
  const jobs = createJobs(project, options, alarm.ring);
  options.signal.addEventListener("abort", alarm.ring);
  try {
    const result = await turns(project, options, jobs, alarm);
    const stopped = await jobs.stopAll();
    if (result.interrupted) options.tell({ at: project.surroundings.now(), kind: "interrupted", ids: stopped });
    return result.interrupted ? { ...result, last: await look(project, options) } : result;
  } finally {
    options.signal.removeEventListener("abort", alarm.ring);
    await jobs.stopAll();
  }
}

async function turns(project: Project, options: LoopOptions, jobs: Jobs, alarm: Alarm): Promise<LoopResult> {
  let before: Look | undefined;
  let faults = 0;
  for (;;) {
    try {
      const last = await look(project, options);
      tellChanges(project, options, before, last);
      options.show(last);
      before = last;
      if (jobs.fault() !== undefined) throw jobs.fault();
      if (options.signal.aborted) {
        return { progress: last.decision.progress, interrupted: true, until: undefined, last };
      }
      jobs.stopEnded(last);
      const again = await takeTurn(project, options, jobs, last);
      faults = 0;
      if (again) continue;
      if (isOver(last.decision, options, jobs)) {
        const { progress, states } = last.decision;
        return { progress, interrupted: false, until: longWait(progress, states), last };
      }
      await waitForNews(project, jobs, alarm, last);
    } catch (error) {
      faults++;
      await outlast(error, faults, project, options, alarm);
    }
  }
}

/** A fault that passes is waited for, with patience that doubles; any other ends the run. */
async function outlast(
  error: unknown,
  faults: number,
  project: Project,
  options: LoopOptions,
  alarm: Alarm,
): Promise<void> {
  if (options.signal.aborted && faults <= MAX_FAULTS) return;
  const passes = error instanceof ForgeError && (error.kind === "retry" || error.kind === "wait");
  if (!passes || faults > MAX_FAULTS) throw error;
  const at = project.surroundings.now();
  const until = error.until ?? at + FIRST_PAUSE_MS * 2 ** faults;
  options.tell({ at, kind: "fault", message: error.message, until });
  await alarm.wait(until - at);
}

const MAX_FAULTS = 8;
const FIRST_PAUSE_MS = 250;

/** Performs one decision; true where the facts have changed by it, or by somebody who was faster. */
async function takeTurn(project: Project, options: LoopOptions, jobs: Jobs, last: Look): Promise<boolean> {
  const { actions, states } = last.decision;
  const ours = actions.filter((action) => jobs.takes(action));
  const others = actions.filter((action) => !ours.includes(action) && !isOfAnotherRun(action, states));
  const performed = await act({ project, reading: last.reading, states, tell: options.tell }, others);
  for (const claimed of performed.claimed) jobs.startAttempt(claimed, last);
  for (const action of ours) jobs.apply(action, last);
  await showClaims(project, performed.claimed);
  return performed.lookAgain;
}

/** A cancelled attempt that another process executes: that process stops its agent, saves the work and ends it. */
function isOfAnotherRun(action: Action, states: ReadonlyMap<string, WorkstreamState>): boolean {
  return action.kind === "end" && states.get(action.id)?.attempts.at(-1)?.liveness === "alive";
}

/** Nobody waits for ever: what is stuck ends the run at once, what waits for people, or for hours, only if it was asked to. */
function isOver({ progress, states }: Decision, options: LoopOptions, jobs: Jobs): boolean {
  if (jobs.count() > 0) return false;
  switch (progress.kind) {
    case "done":
    case "stuck":
      return true;
    case "waiting-for-people":
      return options.untilIdle;
    case "working":
      return options.untilIdle && longWait(progress, states) !== undefined;
    default:
      return progress satisfies never;
  }
}

async function waitForNews(project: Project, jobs: Jobs, alarm: Alarm, last: Look): Promise<void> {
  const { progress, states } = last.decision;
  const next = progress.kind === "working" ? progress.next : undefined;
  for (;;) {
    const left = (next ?? Infinity) - project.surroundings.now();
    if (left <= 0) return;
    const rang = await alarm.wait(Math.min(left, POLL_MS));
    if (rang || hasForeignAttempt(states, jobs)) return;
    if ((await readFingerprint(project)) !== last.reading.fingerprint) return;
  }
}

/** Whether another process executes an attempt: its death moves no ref. */
function hasForeignAttempt(states: ReadonlyMap<string, WorkstreamState>, jobs: Jobs): boolean {
  return [...states.values()].some((state) => {
    const live = liveAttempt(state);
    return live !== undefined && !jobs.executes(state.id, live.number);
  });
}

/** What keeps agents from working, once when it begins. */
function tellPauses(at: Instant, { tell }: LoopOptions, before: Look | undefined, { decision }: Look): void {
  for (const [agent, pause] of decision.pauses) {
    const known = before?.decision.pauses.get(agent);
    if (JSON.stringify(known) !== JSON.stringify(pause)) tell({ at, kind: "agent-paused", agent, pause });
  }
  const spent = dayReason(decision.ledger);
  const known = before && dayReason(before.decision.ledger);
  if (spent !== undefined && known?.until !== spent.until) tell({ at, ...spent });
}

function tellChanges(project: Project, options: LoopOptions, before: Look | undefined, last: Look): void {
  const { decision } = last;
  const at = project.surroundings.now();
  tellPauses(at, options, before, last);
  const quiet = new Set(["waiting", "ready"]);
  for (const { id, state, reason } of decision.states.values()) {
    const from = before?.decision.states.get(id)?.state;
    if (from === state || (before === undefined && quiet.has(state))) continue;
    options.tell({ at, kind: "state-changed", id, from, to: state, reason });
  }
  const ids = waitingIds(decision);
  if (ids !== undefined && ids.join() !== waitingIds(before?.decision)?.join()) {
    options.tell({ at, kind: "waiting", ids, next: undefined });
  }
}

/** Who waits for a person, where nothing else is left to do. */
function waitingIds(decision: Decision | undefined): readonly string[] | undefined {
  return decision?.progress.kind === "waiting-for-people" ? decision.progress.ids : undefined;
}
