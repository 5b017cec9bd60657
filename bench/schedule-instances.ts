/** Published scheduling problems with proven optima, which are kept beside the repository, and the real plan of 30. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ScheduleInput } from "../src/decide/schedule-problem.ts";
import { buildGraph } from "../src/plan/graph.ts";
import { readPlan } from "../src/plan/read-plan.ts";
import { overlap } from "../src/plan/scope.ts";
import { agent, workstream } from "../test/support/builders.ts";
import type { CheckedTask } from "../test/support/check-schedule.ts";
import { ROOT } from "./program.ts";

const DATA = join(ROOT, "..", "shared", "data");
const INSTANCES = join(DATA, "schedules", "dev.jsonl");
const PLAN_30 = join(DATA, "plan-30");

/** A problem in the words of the checker, and in those of the scheduler. */
export interface Instance {
  readonly name: string;
  readonly set: string;
  readonly agents: number;
  readonly tasks: readonly CheckedTask[];
  /** Hours; undefined where nobody knows. */
  readonly optimum: number | undefined;
  readonly input: ScheduleInput;
}

interface Line {
  readonly name: string;
  readonly set: string;
  readonly agents: number;
  readonly tasks: readonly {
    readonly id: string;
    readonly duration: number;
    readonly depends_on: readonly string[];
    readonly resources: readonly string[];
  }[];
  readonly optimum: number;
}

/** Undefined: they are not on this machine. */
export function readInstances(): readonly Instance[] | undefined {
  if (!existsSync(INSTANCES)) return undefined;
  const lines = readFileSync(INSTANCES, "utf8").trim().split("\n");
  return lines.map((line) => toInstance(JSON.parse(line)));
}

function toInstance({ tasks: given, ...instance }: Line): Instance {
  const agents = namesOf(team(instance.agents));
  const tasks = given.map(({ id, duration, depends_on: dependsOn, resources }) => {
    return { id, hours: duration, dependsOn, resources, agents };
  });
  return { ...instance, tasks, input: toInput(tasks, instance.agents) };
}

function namesOf(agents: ScheduleInput["agents"]): readonly string[] {
  return agents.map(({ id }) => id);
}

/** A resource is a file that all who need it write. */
function toInput(tasks: readonly CheckedTask[], agents: number): ScheduleInput {
  const workstreams = tasks.map(({ id, hours, dependsOn, resources }) => {
    const scope = [`own/${id}`, ...resources.map((each) => `resources/${each}`)];
    return workstream({ id, estimate: hours, dependsOn: [...dependsOn], scope });
  });
  return {
    workstreams: new Map(workstreams.map((each) => [each.id, each])),
    graph: buildGraph(
      tasks.map(({ id }) => id),
      tasks.flatMap(({ id, dependsOn }) => dependsOn.map((each): [string, string] => [each, id])),
    ),
    agents: team(agents),
    pathCase: "sensitive",
    completed: new Set(),
    running: [],
    excluded: new Set(),
  };
}

/** So many agents that may take anything. */
export function team(agents: number): ScheduleInput["agents"] {
  return Array.from({ length: agents }, (_, index) => agent({ id: `agent-${index + 1}` }));
}

/** For any number of agents. Undefined: it is not on this machine. */
export function readRealPlan(): ((agents: number) => Instance) | undefined {
  if (!existsSync(PLAN_30)) return undefined;
  const names = readdirSync(PLAN_30).toSorted();
  const sources = names.map((name) => ({
    path: `workstreams/${name}`,
    text: readFileSync(join(PLAN_30, name), "utf8"),
  }));
  const { workstreams, graph } = readPlan(sources);
  const all = [...workstreams.values()];
  const tasks = all.map((one): CheckedTask => {
    const others = all.filter((other) => other !== one && overlap(one.scope, other.scope) !== undefined);
    const resources = others.map((other) => [one.id, other.id].toSorted().join(" "));
    return { id: one.id, hours: one.estimate, dependsOn: one.dependsOn, resources };
  });
  const input = { ...toInput([], 0), workstreams, graph };
  return (agents) => ({
    name: `plan-30 ${agents}`,
    set: "plan of 30",
    agents,
    tasks: tasks.map((task) => ({ ...task, agents: namesOf(team(agents)) })),
    optimum: undefined,
    input: { ...input, agents: team(agents) },
  });
}
