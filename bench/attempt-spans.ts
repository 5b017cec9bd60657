/** Cuts a run into attempts and their phases, by the run's own events and by what git tells of its processes. */
import type { GitProcess } from "./git-trace.ts";

/** A line of `run --json`, as far as it is of interest. */
export interface RunLine {
  readonly event: string;
  /** ISO 8601, to the millisecond. */
  readonly at: string;
  readonly id?: string;
  readonly pull?: number;
  readonly to?: string;
  readonly text?: string;
}

export interface AttemptSpan {
  /** From its claim to the moment when the tick after its merge has decided. */
  readonly milliseconds: number;
  /** Empty where attempts ran side by side: then no process belongs to one of them alone. */
  readonly phases: readonly Phase[];
}

export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
  /** Git processes that started in it. */
  readonly processes: number;
}

export function readAttemptSpans(
  lines: readonly RunLine[],
  processes: readonly GitProcess[],
  alone: boolean,
): readonly AttemptSpan[] {
  const claims = lines.filter(({ event }) => event === "attempt-claimed");
  return claims.map(({ id = "", at }) => {
    const own = lines.filter((line) => line.id === id);
    const pull = own.find(({ event }) => event === "landed")?.pull;
    const time = (event: string) => timeOf(own.find((line) => line.event === event));
    const start = Date.parse(at);
    const end = timeOf(own.findLast((line) => line.event === "state-changed" && line.to === "completed"));
    const events = {
      started: time("attempt-started"),
      ended: time("attempt-ended"),
      landed: time("landed"),
      judged: timeOf(lines.findLast((line) => line.event === "gate" && line.pull === pull)),
      merged: time("merged"),
    };
    const within = processes.filter((process) => process.start >= start && process.start < end);
    return { milliseconds: end - start, phases: alone ? cut([start, end], events, within) : [] };
  });
}

type Events = Readonly<Record<"started" | "ended" | "landed" | "judged" | "merged", number>>;

/** Each phase ends where the next one begins; tidying goes on beside landing and is shown by itself. */
function cut([start, end]: readonly [number, number], events: Events, processes: readonly GitProcess[]): Phase[] {
  const first = (after: number, ...args: readonly string[]) =>
    processes.find((process) => process.start >= after && args.every((arg, index) => process.args[index] === arg));
  const ready = first(events.started, "worktree", "add")?.end ?? Number.NaN;
  const collected = first(ready, "rev-parse")?.start ?? Number.NaN;
  const compared = first(collected, "diff-tree")?.start ?? Number.NaN;
  const published = first(events.ended, "update-ref")?.end ?? Number.NaN;
  const marks: readonly (readonly [string, number])[] = [
    ["claim", events.started],
    ["worktree", ready],
    ["agent", collected],
    ["commit", compared],
    ["check", events.ended],
    ["publish the end", published],
    ["land, tidy", events.landed],
    ["look, judge gates", events.judged],
    ["merge", events.merged],
    ["next tick", end],
  ];
  return marks.map(([name, until], index) => {
    const from = marks[index - 1]?.[1] ?? start;
    const started = processes.filter((process) => process.start >= from && process.start < until);
    return { name, milliseconds: until - from, processes: started.length };
  });
}

function timeOf(line: RunLine | undefined): number {
  return line === undefined ? Number.NaN : Date.parse(line.at);
}
