import { wideningOf } from "../decide/widening.ts";
import type { Widening } from "../decide/widening.ts";
import { changesBetween } from "../git/diff.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { printExplanation } from "../text/explain.ts";
import { explanationToJson } from "../text/explanation.ts";
import { printUsualAgents } from "../text/usual-agents.ts";
import { USUAL_AGENTS, withUsualAgents } from "./agents.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { findWorkstreamHere } from "./one-workstream.ts";
import { printJson } from "./print-json.ts";
import { openProject } from "./project.ts";
import type { Project } from "./project.ts";
import { tellWrongConfiguration } from "./tell-wrong-configuration.ts";
import { decideOn, look } from "./tick.ts";
import type { Look } from "./tick.ts";

const AS_CONFIGURED = { agents: undefined, merge: undefined, acceptance: "on" } as const;

/** `workstreams explain <id>`: why it runs, waits or failed, down to the root of the chain. */
export async function explain(
  context: CommandContext,
  id: string,
  options: { readonly json: boolean },
): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const seen = await look(project, AS_CONFIGURED);
  const clock = { now: context.surroundings.now() };
  const widening = await wideningOfLast(project, seen, await findWorkstreamHere(context, seen, id));
  tellWrongConfiguration(context, seen.reading.plan);
  const plan = withUsualAgents(seen.reading.plan);
  const isConfigured = plan === seen.reading.plan;
  if (!isConfigured) {
    const how = `explained with ${USUAL_AGENTS} that take any tool, as \`workstreams plan\``;
    context.talk(printUsualAgents(seen.reading.plan, how));
  }
  const { states } = isConfigured
    ? seen.decision
    : decideOn({ ...seen.reading, plan }, clock.now, AS_CONFIGURED).decision;
  if (options.json) printJson(context, explanationToJson(id, plan, states, clock, widening));
  else context.print(printExplanation(id, plan, states, clock, widening));
  return 0;
}

/** What the newest attempt changed outside of its scope, judged by git's own difference; undefined: nothing. */
async function wideningOfLast(
  project: Project,
  { reading, decision }: Look,
  { attempts, pull }: WorkstreamState,
): Promise<Widening | undefined> {
  const attempt = attempts.at(-1);
  if (attempt?.work === undefined) return undefined;
  const isOpen = pull?.state === "open" && pull.attempt === attempt.number;
  const changes = isOpen ? pull.changes : await changesBetween(project.repository, attempt.claim.sha, attempt.work);
  return wideningOf(attempt, changes, reading.plan, decision.states);
}
