/** What the schedule of a large plan costs with the default budget, and a whole tick from plan and facts to what it does. */
import { decide } from "../src/decide/decide.ts";
import { LIST_ONLY, schedule } from "../src/decide/schedule.ts";
import { wholePlan } from "../src/decide/whole-plan.ts";
import type { Plan } from "../src/plan/plan.ts";
import { readPlan } from "../src/plan/read-plan.ts";
import { deriveStates } from "../src/state/derive.ts";
import { describeGate } from "../src/text/gate.ts";
import { T0, snapshot } from "../test/support/builders.ts";
import { generatePlan } from "./generated-plan.ts";
import { printTable } from "./measure.ts";
import { team } from "./schedule-instances.ts";

const SIZES = [1_000, 10_000] as const;
const READY = 200;
const AGENTS = 20;

export function measureLargePlans(): void {
  const rows = SIZES.map((workstreams) => {
    const plan = stateLargePlan(workstreams);
    const input = wholePlan(plan, plan.config.agents);
    const list = schedule(input, LIST_ONLY);
    const found = timed(() => schedule(input));
    const tick = timed(() => countClaims(plan));
    const { makespan, lowerBound, iterations } = found.answer;
    return [
      String(workstreams),
      ...[list.makespan, makespan, lowerBound].map((hours) => hours.toFixed(0)),
      String(iterations),
      found.milliseconds.toFixed(0),
      tick.milliseconds.toFixed(0),
      String(tick.answer),
    ];
  });
  console.log(
    `\nLarge plans of mixed priorities, of which ${READY} workstreams are ready, for ${AGENTS} agents; processor time:\n`,
  );
  const head = ["workstreams", "list: hours", "search", "lower bound", "iterations", "schedule: ms"];
  console.log(printTable([...head, "tick: ms", "starts"], rows));
}

function timed<T>(run: () => T): { readonly answer: T; readonly milliseconds: number } {
  const before = process.cpuUsage();
  const answer = run();
  const { user, system } = process.cpuUsage(before);
  return { answer, milliseconds: (user + system) / 1000 };
}

/** How much a tick starts. */
function countClaims(plan: Plan): number {
  const facts = snapshot();
  const { actions } = decide(plan, facts, deriveStates(plan, facts), {
    now: T0,
    merge: "auto",
    canary: false,
    unavailable: new Map(),
    acceptance: "on",
    ci: undefined,
    refusedMerges: new Set(),
    describe: describeGate,
  });
  return actions.filter(({ kind }) => kind === "claim").length;
}

const PRIORITIES = ["critical", "high", "normal", "normal", "normal", "low"] as const;

/** The generated plan, but some wait for nothing, of as many packages as there are, and some matter more. */
function stateLargePlan(count: number): Plan {
  const sources = generatePlan({ workstreams: count, dependencies: 5, patterns: 10 }).map(({ name, text }, index) => {
    const file: Readonly<Record<string, unknown>> = JSON.parse(text);
    const isReady = index % (count / READY) === 0;
    const own = { ...file, priority: PRIORITIES[index % PRIORITIES.length], ...(isReady ? { depends_on: [] } : {}) };
    return { path: `workstreams/${name}`, text: JSON.stringify(own) };
  });
  const plan = readPlan(sources);
  return { ...plan, config: { ...plan.config, agents: team(AGENTS) } };
}
