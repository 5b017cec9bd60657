import { decide } from "../decide/decide.ts";
import type { Decision } from "../decide/action.ts";
import { learnEstimates } from "../decide/estimates.ts";
import { stateForecast } from "../decide/forecast.ts";
import { schedule } from "../decide/schedule.ts";
import { openRepository } from "../git/repository.ts";
import type { AgentConfig } from "../plan/config.ts";
import type { Plan } from "../plan/plan.ts";
import { deriveStates } from "../state/derive.ts";
import type { Snapshot } from "../state/facts.ts";
import { describeGate } from "../text/gate.ts";
import { planToJson, printPlan } from "../text/plan-table.ts";
import type { PlanOutlook } from "../text/plan-table.ts";
import { printUsualAgents } from "../text/usual-agents.ts";
import { USUAL_AGENTS, anyAgents, withUsualAgents } from "./agents.ts";
import { CommandError } from "./command-error.ts";
import { tableStyle } from "./context.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { openProject } from "./project.ts";
import { readProject } from "./read-project.ts";
import { tellWrongConfiguration } from "./tell-wrong-configuration.ts";
import { decideOn } from "./tick.ts";
import { readWorkingPlan } from "./working-tree.ts";

export interface PlanOptions {
  /** Undefined: the configured agents, else three. */
  readonly agents: number | undefined;
  readonly json: boolean;
}

/** `workstreams plan`: what a tick would do now, and why the others wait. Nothing is written. */
export async function plan(context: CommandContext, options: PlanOptions): Promise<ExitCode> {
  const given = options.agents === undefined ? undefined : anyAgents(options.agents, undefined);
  const seen = (await fromRepository(context, given)) ?? (await fromWorkingTree(context, given));
  const now = context.surroundings.now();
  const outlook = lookAhead(seen, now);
  if (options.json) printJson(context, planToJson(seen.decision, outlook, { now }));
  else context.print(printPlan(seen.decision, outlook, { now }, tableStyle(context)));
  return seen.decision.progress.kind === "stuck" ? 1 : 0;
}

interface Planned {
  readonly plan: Plan;
  readonly decision: Decision;
}

/** How the rest is expected to go beside what starts now, on the agents that get work. */
function lookAhead({ plan: found, decision }: Planned, now: number): PlanOutlook {
  const { states, pauses } = decision;
  const estimates = learnEstimates(found, states);
  const starting = decision.actions.filter((action) => action.kind === "claim");
  const left = stateForecast({ plan: found, states, estimates, now, pauses, starting });
  const { makespan, lowerBound } = schedule(left);
  return { hours: makespan, lowerBound, agents: left.agents.length };
}

/** The facts of a repository; undefined where its base branch holds no plan yet. */
async function fromRepository(
  context: CommandContext,
  given: readonly AgentConfig[] | undefined,
): Promise<Planned | undefined> {
  const repository = await openRepository(context.directory);
  if (repository.kind !== "repository") return undefined;
  const project = await openProject(context.directory, context.surroundings).catch((error: unknown) => {
    if (error instanceof CommandError) return undefined;
    throw error;
  });
  if (project === undefined) return undefined;
  const options = { agents: given, merge: undefined, acceptance: "on" } as const;
  const reading = await readProject(project, given);
  const { plan: found } = reading;
  if (found.workstreams.size === 0) return undefined;
  tellWrongConfiguration(context, found);
  if (found.config.agents.length === 0) {
    const how = `planned with ${USUAL_AGENTS} that take any tool (--agents N for others)`;
    context.talk(printUsualAgents(found, how));
  }
  const planned = withUsualAgents(found);
  return {
    plan: planned,
    decision: decideOn({ ...reading, plan: planned }, context.surroundings.now(), options).decision,
  };
}

async function fromWorkingTree(context: CommandContext, given: readonly AgentConfig[] | undefined): Promise<Planned> {
  const { plan: found, root } = await readWorkingPlan(context.directory, given);
  tellWrongConfiguration(context, found);
  context.talk(`${root} has no committed plan: planned from its files as if they were, with nothing started`);
  const planned = withUsualAgents(found);
  return { plan: planned, decision: decideFromNothing(planned, context.surroundings.now()) };
}

function decideFromNothing(found: Plan, now: number): Decision {
  const snapshot: Snapshot = {
    base: { branch: "", sha: "" },
    epoch: undefined,
    attempts: new Map(),
    branches: new Map(),
    strays: new Set(),
    contained: new Set(),
    pulls: [],
    intents: [],
    verifying: new Set(),
    pushesWorkflows: true,
    pairs: [],
  };
  const options = {
    now,
    merge: "manual",
    canary: false,
    unavailable: new Map(),
    acceptance: "on",
    ci: undefined,
    refusedMerges: new Set<number>(),
    describe: describeGate,
  } as const;
  return decide(found, snapshot, deriveStates(found, snapshot), options);
}
