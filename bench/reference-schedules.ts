/** Simple ways to schedule that the search is compared with. They share no code with it. */
import type { CheckedRow, CheckedTask } from "../test/support/check-schedule.ts";

type Reference = (tasks: readonly CheckedTask[], agents: number) => readonly CheckedRow[];

/** The source document's loop: whatever is ready, in the order of the files, as far as agents and resources go; then wait for all of it. */
export const batchLoop: Reference = (tasks, agents) => {
  const rows: CheckedRow[] = [];
  const done = new Set<string>();
  for (let now = 0; done.size < tasks.length;) {
    const started: CheckedTask[] = [];
    for (const task of tasks) {
      if (done.has(task.id) || !task.dependsOn.every((each) => done.has(each))) continue;
      if (started.length === agents || started.some((other) => shareResource(task, other))) continue;
      rows.push({ id: task.id, agent: agentName(started.length), start: now, end: now + task.hours });
      started.push(task);
    }
    if (started.length === 0) throw new Error("a cycle: nothing can start");
    now += Math.max(...started.map(({ hours }) => hours));
    for (const { id } of started) done.add(id);
  }
  return rows;
};

/** Whatever has been ready for the longest time starts as soon as an agent and its resources are free. */
export const firstInFirstOut: Reference = (tasks, agents) => runList(tasks, agents, (a, b) => a.since - b.since);

/** Of what is ready the one starts first that begins the longest chain of dependencies. */
export const criticalPathList: Reference = (tasks, agents) => {
  const levels = levelsOf(tasks);
  return runList(tasks, agents, (a, b) => (levels.get(b.task.id) ?? 0) - (levels.get(a.task.id) ?? 0));
};

interface Waiting {
  readonly task: CheckedTask;
  /** When it became ready. */
  readonly since: number;
}

interface Running {
  readonly task: CheckedTask;
  readonly agent: string;
  readonly end: number;
}

/** From one end of a task to the next, in an order of those that are ready; of equals as they are listed. */
function runList(
  tasks: readonly CheckedTask[],
  agents: number,
  compare: (a: Waiting, b: Waiting) => number,
): readonly CheckedRow[] {
  const rows: CheckedRow[] = [];
  const done = new Set<string>();
  const free = Array.from({ length: agents }, (_, index) => agentName(index));
  let running: readonly Running[] = [];
  let waiting: readonly Waiting[] = [];
  let later = tasks;
  for (let now = 0; done.size < tasks.length; now = Math.min(...running.map(({ end }) => end))) {
    for (const { task, agent, end } of running) {
      if (end > now) continue;
      done.add(task.id);
      free.push(agent);
    }
    running = running.filter(({ end }) => end > now);
    const isReady = ({ dependsOn }: CheckedTask): boolean => dependsOn.every((each) => done.has(each));
    waiting = [...waiting, ...later.filter(isReady).map((task) => ({ task, since: now }))].toSorted(compare);
    later = later.filter((task) => !isReady(task));
    for (const each of waiting) start(each, now);
    waiting = waiting.filter(({ task }) => !running.some((other) => other.task === task));
    if (running.length === 0) break;
  }
  return rows;

  function start({ task }: Waiting, now: number): void {
    if (running.some((other) => shareResource(task, other.task))) return;
    const agent = free.shift();
    if (agent === undefined) return;
    const end = now + task.hours;
    rows.push({ id: task.id, agent, start: now, end });
    running = [...running, { task, agent, end }];
  }
}

function levelsOf(tasks: readonly CheckedTask[]): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  const levelOf = (task: CheckedTask): number => {
    const known = levels.get(task.id);
    if (known !== undefined) return known;
    const dependents = tasks.filter(({ dependsOn }) => dependsOn.includes(task.id));
    const level = task.hours + Math.max(0, ...dependents.map(levelOf));
    levels.set(task.id, level);
    return level;
  };
  for (const task of tasks) levelOf(task);
  return levels;
}

function shareResource(a: CheckedTask, b: CheckedTask): boolean {
  return a.resources.some((each) => b.resources.includes(each));
}

function agentName(index: number): string {
  return `agent-${index + 1}`;
}
