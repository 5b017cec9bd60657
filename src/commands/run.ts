import { join, resolve } from "node:path";
import type { Sha } from "../state/facts.ts";
import { countStates } from "../text/counts.ts";
import type { RunEvent } from "../text/event.ts";
import { isNews } from "../text/news.ts";
import { eventToJson, printEvent } from "../text/print-event.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { createLiveDisplay } from "./live-display.ts";
import { tellMovedBase } from "./moved-base.ts";
import { checkBeforeRun } from "./preflight.ts";
import type { AgentOptions } from "./preflight.ts";
import { openProject } from "./project.ts";
import type { Project } from "./project.ts";
import { readProject } from "./read-project.ts";
import type { Reading } from "./read-project.ts";
import { writeReport } from "./report.ts";
import { runLoop } from "./run-loop.ts";
import type { LoopResult } from "./run-loop.ts";
import { tidyEnded } from "./tidy.ts";
import { tidyVerified } from "./verify-head.ts";

export interface RunOptions extends AgentOptions {
  readonly merge: "manual" | "auto" | undefined;
  readonly acceptance: "on" | "off";
  readonly untilIdle: boolean;
  readonly json: boolean;
  /** Where the report goes at the end, `folder` undefined: `reports/` of the repository. Undefined: nowhere. */
  readonly report: { readonly folder: string | undefined } | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** `workstreams run`: the loop on this machine, until the plan is done or can't go on. */
export async function run(context: CommandContext, options: RunOptions): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const { plan, snapshot } = await readPlanned(project);
  const agents = await checkBeforeRun(context, project, plan, options);
  const left = [...(await tidyEnded(project, snapshot.attempts)), ...(await tidyVerified(project))];
  for (const remains of left) context.talk(remains);
  const { now } = context.surroundings;
  const display = createLiveDisplay(context, agents);
  const tell = (event: RunEvent) => {
    if (options.json) context.print(JSON.stringify(eventToJson(event)));
    else if (isNews(event)) display.above(printEvent(event));
  };
  options.signal.addEventListener("abort", () => display.above("stopping; once more ends it at once"), { once: true });
  tell({ at: now(), kind: "run-started", workstreams: plan.workstreams.size, agents: agents.map(({ id }) => id) });
  const loop = { ...options, agents, tell, warn: display.above, show: display.show };
  const result = await runLoop(project, loop).finally(display.stop);
  const { states, pauses } = result.last.decision;
  tell({
    at: now(),
    kind: "finished",
    progress: result.progress,
    until: result.until,
    paused: [...pauses.keys()],
    counts: countStates(states.values()),
  });
  await finish(context, project, options, { ...result, before: snapshot.base.sha });
  return exitCode(result);
}

async function readPlanned(project: Project): Promise<Reading> {
  const reading = await readProject(project);
  if (reading.plan.workstreams.size > 0 || reading.plan.problems.size > 0) return reading;
  throw new CommandError(
    2,
    `${project.base} holds no workstream files: write workstreams/ws-<name>.json and commit them to ${project.base}`,
  );
}

async function finish(
  context: CommandContext,
  project: Project,
  options: RunOptions,
  result: LoopResult & { readonly before: Sha },
): Promise<void> {
  const { before } = result;
  const { reading, decision } = result.last;
  if (options.report !== undefined && !project.repository.bare) {
    const { folder: named } = options.report;
    const folder = named === undefined ? join(project.repository.root, "reports") : resolve(context.directory, named);
    const files = await writeReport(project, folder, {
      plan: reading.plan,
      overview: decision,
      now: context.surroundings.now(),
    });
    context.talk(`report: ${files.html}`);
  }
  if (reading.snapshot.base.sha !== before) await tellMovedBase(context, project, before);
  if (result.interrupted) context.talk("stopped; nothing is lost: the same `workstreams run` goes on from here");
}

function exitCode({ progress, interrupted, last }: LoopResult): ExitCode {
  const failed = [...last.decision.states.values()].some(({ state }) => state === "failed" || state === "blocked");
  return interrupted || progress.kind === "stuck" || failed ? 1 : 0;
}
