import { learnEstimates } from "../decide/estimates.ts";
import type { Estimates } from "../decide/estimates.ts";
import { expectCourse } from "../decide/expected-course.ts";
import { assumeOdds, readTrackRecord } from "../decide/learn-odds.ts";
import type { TrackRecord } from "../decide/learn-odds.ts";
import { schedule } from "../decide/schedule.ts";
import type { Schedule, ScheduleInput } from "../decide/schedule.ts";
import { simulateRuns } from "../decide/simulate-runs.ts";
import { wholePlan } from "../decide/whole-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { HOUR } from "../state/hour.ts";
import { backoff, standingByFile } from "../state/standing.ts";
import type { SimulatedRuns } from "../text/runs.ts";
import { printSimulation, simulationToJson } from "../text/simulation.ts";
import { anyAgents, withUsualAgents } from "./agents.ts";
import { CommandError } from "./command-error.ts";
import { tableStyle } from "./context.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { readHistory } from "./read-history.ts";
import { createRunsProgress } from "./runs-progress.ts";
import { tellWrongConfiguration } from "./tell-wrong-configuration.ts";
import { readWorkingPlan } from "./working-tree.ts";

export interface SimulateOptions {
  /** Undefined: the configured agents, else three. */
  readonly agents: number | undefined;
  /** How many runs with drawn times and failures; undefined: none. */
  readonly runs: number | undefined;
  readonly seed: number | undefined;
  /** Undefined: as in the repository's history, else as usual. */
  readonly spread: number | undefined;
  readonly failureRate: number | undefined;
  readonly json: boolean;
}

/** `workstreams simulate`: the whole schedule from the estimates, from nothing to done; with `runs` also how sure that is. */
export async function simulate(context: CommandContext, options: SimulateOptions): Promise<ExitCode> {
  refuseOddsWithoutRuns(options);
  const given = options.agents === undefined ? undefined : anyAgents(options.agents, undefined);
  const { plan } = await readWorkingPlan(context.directory, given);
  tellWrongConfiguration(context, plan);
  const staffed = withUsualAgents(plan);
  const { agents } = staffed.config;
  const { estimates, record } = await learn(context, staffed);
  const input: ScheduleInput = {
    ...wholePlan(plan, agents),
    ...(estimates === undefined ? {} : { estimate: (each) => estimates.of(each).hours }),
  };
  const result = schedule(input);
  const runs = simulateMany(context, { plan, input, result, record }, options);
  const simulation = { result, course: expectCourse(input, result), agents: agents.length, record, runs };
  const never = { reasonOf: (id: string) => standingByFile(plan, id)?.reason, now: context.surroundings.now() };
  const style = { ...tableStyle(context), chartWidth: context.terminal.width };
  if (options.json) printJson(context, simulationToJson(simulation));
  else context.print(printSimulation(simulation, never, style));
  const isSkipped = (id: string) => plan.workstreams.get(id)?.status === "skip";
  return result.unscheduled.every(({ id }) => isSkipped(id)) ? 0 : 1;
}

const NEEDS_RUNS = [
  ["seed", "--seed"],
  ["spread", "--spread"],
  ["failureRate", "--failure-rate"],
] as const;

function refuseOddsWithoutRuns(options: SimulateOptions): void {
  if (options.runs !== undefined) return;
  const useless = NEEDS_RUNS.find(([key]) => options[key] !== undefined);
  if (useless === undefined) return;
  throw new CommandError(2, `${useless[1]} is about many runs: add --runs with how many, such as --runs 1000`);
}

interface Learnt {
  /** Undefined: nothing has been delivered yet. */
  readonly estimates: Estimates | undefined;
  /** Undefined: nothing has ended yet. */
  readonly record: TrackRecord | undefined;
}

async function learn(context: CommandContext, plan: Plan): Promise<Learnt> {
  const states = await readHistory(context);
  if (states === undefined) return { estimates: undefined, record: undefined };
  const estimates = learnEstimates(plan, states);
  const record = readTrackRecord(states.values(), estimates.spread);
  return {
    estimates: estimates.pace === undefined ? undefined : estimates,
    record: record.ended === 0 ? undefined : record,
  };
}

interface Expected {
  readonly plan: Plan;
  readonly input: ScheduleInput;
  readonly result: Schedule;
  readonly record: TrackRecord | undefined;
}

const USUAL_SEED = 1;

function simulateMany(
  context: CommandContext,
  { plan, input, result, record }: Expected,
  { runs, seed = USUAL_SEED, spread, failureRate }: SimulateOptions,
): SimulatedRuns | undefined {
  if (runs === undefined) return undefined;
  const odds = assumeOdds({ spread, failureRate }, record);
  const progress = createRunsProgress(context, runs);
  const numbers = {
    runs,
    seed,
    spread: odds.spread.value,
    failureRate: odds.failureRate.value,
    backoff: (attempts: number) => backoff(plan.config, attempts) / HOUR,
  };
  const simulated = simulateRuns(input, result, numbers, progress.show);
  progress.stop();
  return { result: simulated, seed, odds };
}
