import type { AgentConfig } from "../plan/config.ts";
import type { Workstream } from "../plan/workstream.ts";
import type { DrawnAttempts } from "./draw-attempts.ts";
import type { KeptOrder } from "./kept-order.ts";
import type { ScheduleProblem, Task } from "./schedule-problem.ts";

/** A run of which all is known before it begins, as the list scheduler plays it: each attempt is a task, and each pause. */
export interface LaidOutRun {
  readonly problem: ScheduleProblem;
  readonly list: readonly number[];
  /** By task number, see KeptOrder; whoever is free tries again. */
  readonly agents: readonly string[];
  /** For each task the number of the workstream that it belongs to. */
  readonly origins: readonly number[];
}

/** `drawn`: by task number; all of them deliver. */
export function layOutRun(problem: ScheduleProblem, order: KeptOrder, drawn: readonly DrawnAttempts[]): LaidOutRun {
  const tasks = order.tasks.map((task, number): Task => ({ ...task, ticks: drawn[number]?.attempts[0]?.ticks ?? 0 }));
  const repeats = drawn.filter(({ attempts }) => attempts.length > 1).length;
  const run = { problem: { ...problem, tasks }, list: order.list, agents: order.agents, origins: [...tasks.keys()] };
  return repeats === 0 ? run : withRepeats(run, drawn, repeats);
}

/** The track that pauses are on: nobody can write it. */
const PAUSES = "\0pauses";

/** A pause is short beside an attempt: more at once than this for each agent are rare, and one waits for another then. */
const CLOCKS_PER_AGENT = 4;

/**
 * The number of a workstream stays that of its first attempt; the others, and the pauses before them, come after all. No
 * agent is busy in a pause: a clock is, an agent that does nothing but wait.
 */
function withRepeats(run: LaidOutRun, drawn: readonly DrawnAttempts[], repeats: number): LaidOutRun {
  const { kinds, agents, exclusion } = run.problem;
  const tasks = [...run.problem.tasks];
  const patterns = [...exclusion.patterns];
  const origins = [...run.origins];
  const list = run.list.flatMap((number) => [number, ...addRepeats(number)]);
  return {
    ...run,
    list,
    origins,
    problem: {
      ...run.problem,
      tasks,
      kinds: [...kinds, ...kinds.slice(0, 1).map(pausing)],
      agents: [...agents, ...clocksLike(agents, Math.min(repeats, CLOCKS_PER_AGENT * agents.length))],
      exclusion: { ...exclusion, patterns },
    },
  };

  function addRepeats(number: number): readonly number[] {
    const task = tasks[number];
    if (task === undefined) return [];
    const added = (drawn[number]?.attempts.slice(1) ?? []).flatMap(({ ticks, pause }, index) => {
      const waits = { ...task, workstream: pausing(task.workstream), kind: kinds.length, ticks: pause };
      const before = index === 0 ? number : tasks.length - 1;
      return [add(waits, before, []), add({ ...task, ticks }, tasks.length - 1, exclusion.patterns[number] ?? [])];
    });
    const last = added.at(-1);
    if (last !== undefined) linkTo(last, task.dependents);
    return added;

    function add(next: Task, before: number, held: readonly number[]): number {
      const place = tasks.push({ ...next, dependencies: [before], dependents: [] }) - 1;
      origins.push(number);
      patterns.push(held);
      linkTo(before, [place]);
      return place;
    }
  }

  function linkTo(number: number, dependents: readonly number[]): void {
    const task = tasks[number];
    if (task !== undefined) tasks[number] = { ...task, dependents };
  }
}

function pausing(example: Workstream): Workstream {
  return { ...example, tool: undefined, track: PAUSES, scope: [] };
}

function clocksLike([example]: readonly AgentConfig[], count: number): readonly AgentConfig[] {
  if (example === undefined) return [];
  const clock: AgentConfig = { ...example, tools: "any", tracks: [PAUSES], exclusive: true };
  return Array.from({ length: count }, (_, index) => ({ ...clock, id: `\0clock-${index}` }));
}
