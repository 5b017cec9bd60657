import { canEverRun } from "../plan/agent-fit.ts";
import { compileScope, overlapOf } from "../plan/scope.ts";
import type { CompiledScope } from "../plan/scope.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { InTheWay } from "../state/lifecycle.ts";
import { criticalChain, findCriticalRows } from "./critical-rows.ts";
import type { ScheduleRow } from "./schedule.ts";
import type { ScheduleInput } from "./schedule-problem.ts";
import { toHours, toTicks } from "./ticks.ts";
import { trackRoom } from "./track-limits.ts";

/** Why a workstream of a schedule that could start does not, in hours from now. */
export type Wait = { readonly from: number; readonly to: number } & WaitCause;

export type WaitCause =
  /** `holder` runs, and both could write `witness`. */
  | { readonly kind: "overlap"; readonly holder: string; readonly witness: string }
  /** As many of its track run as `max_parallel` allows. */
  | { readonly kind: "track"; readonly track: string }
  /** No agent that may take it is free. */
  | { readonly kind: "agent" }
  /** Nothing keeps it from starting, but it would be in the way of `ahead`, which starts before it would have ended. */
  | { readonly kind: "on-purpose"; readonly ahead: string; readonly startsAt: number; readonly by: InTheWay };

/** Reads the reasons out of a schedule: what follows from its rows, whoever made them. */
export interface ScheduleReader {
  /** Every row whose delay delays the end while the order is kept. */
  readonly critical: ReadonlySet<string>;
  /** One chain of these without a gap, from its start to the end of the schedule; there may be others. */
  readonly criticalPath: readonly string[];
  /** From when its dependencies have ended to its start, without gaps; empty where it starts at once, or has no row. */
  waitsOf(id: string): readonly Wait[];
}

interface Row {
  readonly id: string;
  readonly agent: string;
  readonly workstream: Workstream;
  /** In ticks. */
  readonly start: number;
  readonly end: number;
}

export function readSchedule(input: ScheduleInput, schedule: readonly ScheduleRow[]): ScheduleReader {
  const rows = schedule.flatMap((row): Row[] => {
    const workstream = input.workstreams.get(row.id);
    return workstream === undefined ? [] : [{ ...row, workstream, start: toTicks(row.start), end: toTicks(row.end) }];
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const scopes = new Map<string, CompiledScope>();
  let found: ReadonlyMap<Row, Row | undefined> | undefined;
  const findCritical = () => (found ??= findCriticalRows(rows, causesOf));
  let critical: ReadonlySet<string> | undefined;
  return {
    get critical() {
      return (critical ??= new Set(idsOf(findCritical().keys())));
    },
    get criticalPath() {
      return idsOf(criticalChain(findCritical()));
    },
    waitsOf,
  };

  function waitsOf(id: string): readonly Wait[] {
    const row = byId.get(id);
    if (row === undefined) return [];
    const ready = readyAt(id);
    // Only what runs or starts before it would have ended, had it started at once, can be the reason.
    const near = rows.filter((each) => each !== row && each.end > ready && each.start < row.start + span(row));
    const changes = near.flatMap(({ start, end }) => [start, end]).filter((at) => at > ready && at < row.start);
    const times = [...new Set([ready, ...changes])].toSorted((a, b) => a - b);
    const waits: Wait[] = [];
    for (const [index, from] of times.entries()) {
      if (from >= row.start) break;
      const to = times[index + 1] ?? row.start;
      const cause = causeAt(row, from, near);
      if (cause !== undefined) join(waits, { from: toHours(from), to: toHours(to), ...cause });
    }
    return waits;
  }

  function causeAt(row: Row, at: number, near: readonly Row[]): WaitCause | undefined {
    const active = near.filter(({ start, end }) => start <= at && end > at);
    for (const other of active) {
      const witness = witnessOf(row, other);
      if (witness !== undefined) return { kind: "overlap", holder: other.id, witness };
    }
    const { track } = row.workstream;
    if (track !== undefined && isFull(row, active)) return { kind: "track", track };
    const free = input.agents.filter(({ id }) => !active.some(({ agent }) => agent === id));
    if (!canEverRun(row.workstream, free)) return { kind: "agent" };
    const coming = near
      .filter(({ start }) => start > at && start < at + span(row))
      .toSorted((a, b) => a.start - b.start);
    for (const ahead of coming) {
      const by = inTheWay(row, ahead, coming);
      if (by !== undefined) return { kind: "on-purpose", ahead: ahead.id, startsAt: toHours(ahead.start), by };
    }
    return undefined;
  }

  function inTheWay(row: Row, ahead: Row, coming: readonly Row[]): InTheWay | undefined {
    const witness = witnessOf(row, ahead);
    if (witness !== undefined) return { kind: "scope", witness };
    const { track } = row.workstream;
    if (track !== undefined && track === ahead.workstream.track) {
      const beside = rows.filter(({ start, end }) => start <= ahead.start && end > ahead.start);
      if (isFull(row, [...beside, row])) return { kind: "track", track };
    }
    // The agent that it would take is the one that is planned for the first one after it.
    const isTaken = canEverRun(
      row.workstream,
      input.agents.filter(({ id }) => id === ahead.agent),
    );
    const others = input.agents.filter(
      ({ id }) => !coming.some(({ agent }) => agent === id) && isFreeAt(id, ahead.start),
    );
    if (isTaken && !canEverRun(row.workstream, others)) return { kind: "agent" };
    return undefined;
  }

  function isFreeAt(agent: string, at: number): boolean {
    return !rows.some((each) => each.agent === agent && each.start <= at && each.end > at);
  }

  /** Whether no more of a row's track may run beside these. */
  function isFull({ workstream }: Row, active: readonly Row[]): boolean {
    const running = active.map((each) => each.workstream);
    return trackRoom({ maxParallel: input.maxParallel ?? new Map() }, running).reasonAgainst(workstream) !== undefined;
  }

  function readyAt(id: string): number {
    return input.graph.inNeighbors(id).reduce((latest, each) => Math.max(latest, byId.get(each)?.end ?? 0), 0);
  }

  function witnessOf(a: Row, b: Row): string | undefined {
    return overlapOf(scopeOf(a), scopeOf(b))?.witness;
  }

  /** Most are never asked for. */
  function scopeOf({ id, workstream }: Row): CompiledScope {
    const scope = scopes.get(id) ?? compileScope(workstream.scope, input.pathCase);
    scopes.set(id, scope);
    return scope;
  }

  /** Dependencies, then what shares a path, then what used its agent right before, then what left it a place in its track. */
  function causesOf(row: Row, before: readonly Row[]): readonly Row[] {
    const dependencies = new Set(input.graph.inNeighbors(row.id));
    return [
      ...new Set([
        ...before.filter(({ id }) => dependencies.has(id)),
        ...before.filter((each) => witnessOf(row, each) !== undefined),
        ...before.filter(({ agent }) => agent === row.agent),
        ...leaversOf(row, before),
      ]),
    ];
  }

  /** Those that left a track that was full until the row started. */
  function leaversOf(row: Row, before: readonly Row[]): readonly Row[] {
    const { track } = row.workstream;
    if (track === undefined || input.maxParallel?.has(track) !== true) return [];
    const active = rows.filter(({ start, end }) => start < row.start && end >= row.start);
    return isFull(row, active) ? before.filter((each) => each.workstream.track === track) : [];
  }
}

function idsOf(rows: Iterable<Row>): readonly string[] {
  return Array.from(rows, ({ id }) => id);
}

function span({ start, end }: Row): number {
  return end - start;
}

/** One wait where two follow each other for the same reason. */
function join(waits: Wait[], next: Wait): void {
  const last = waits.at(-1);
  if (last === undefined || last.to !== next.from || keyOf(last) !== keyOf(next)) waits.push(next);
  else waits[waits.length - 1] = { ...last, to: next.to };
}

function keyOf({ from: _from, to: _to, ...cause }: Wait): string {
  return JSON.stringify(cause);
}
