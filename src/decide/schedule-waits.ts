import { canEverRun } from "../plan/agent-fit.ts";
import { compileScope, overlapOf } from "../plan/scope.ts";
import type { CompiledScope } from "../plan/scope.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { InTheWay } from "../state/lifecycle.ts";
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
  /** A chain of rows without a gap that ends with the schedule: what has to become shorter for it to end sooner. */
  readonly critical: ReadonlySet<string>;
  /** When all that it depends on has ended. */
  readyAt(id: string): number;
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
  let critical: ReadonlySet<string> | undefined;
  return {
    get critical() {
      return (critical ??= criticalChain());
    },
    readyAt: (id) => toHours(readyAt(id)),
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

  function criticalChain(): ReadonlySet<string> {
    const chain = new Set<string>();
    const byEnd = new Map<number, Row[]>();
    for (const row of rows) {
      const same = byEnd.get(row.end);
      if (same === undefined) byEnd.set(row.end, [row]);
      else same.push(row);
    }
    const end = rows.reduce((latest, row) => Math.max(latest, row.end), 0);
    for (let row = byEnd.get(end)?.[0]; row !== undefined;) {
      chain.add(row.id);
      const before = byEnd.get(row.start)?.filter(({ id }) => !chain.has(id));
      row = causeOfStart(row, before);
    }
    return chain;
  }

  /** Of those whose end let it start: a dependency before one that shares a path, and that before whatever used its agent. */
  function causeOfStart(row: Row, before: readonly Row[] = []): Row | undefined {
    if (row.start <= 0) return undefined;
    const dependencies = new Set(input.graph.inNeighbors(row.id));
    return (
      before.find(({ id }) => dependencies.has(id)) ??
      before.find((each) => witnessOf(row, each) !== undefined) ??
      before.find(({ agent }) => agent === row.agent) ??
      before[0]
    );
  }
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
