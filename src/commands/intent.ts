/** What people ask for: kept as a fact that the next tick of anybody sees. */
import { randomBytes } from "node:crypto";
import { writeCommits } from "../git/commits.ts";
import { readSetting } from "../git/repository.ts";
import { isPointless } from "../decide/wish.ts";
import type { Intent } from "../state/facts.ts";
import type { WorkstreamState } from "../state/lifecycle.ts";
import { agentTarget, parseTarget, printRef } from "../state/names.ts";
import { printIntent } from "../state/records.ts";
import { printIntentAnswer } from "../text/intent.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { checkAgent, knownAgents } from "./one-agent.ts";
import { findWorkstreamHere } from "./one-workstream.ts";
import { openProject } from "./project.ts";
import type { Project } from "./project.ts";
import { look } from "./tick.ts";
import type { Look } from "./tick.ts";

/** `workstreams start|retry|cancel <id>`, `workstreams pause|resume [id]`; an agent is paused and resumed as `agent:<id>`. */
export async function intend(context: CommandContext, verb: Intent["verb"], target = "all"): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const pauses = verb === "pause" || verb === "resume";
  if (target !== "all" || !pauses) {
    const seen = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
    if (pauses) await checkPausable(context, seen, { verb, target });
    else refusePointless(verb, await findWorkstreamHere(context, seen, target));
  }
  await writeIntent(project, { verb, target, who: await userName(project) });
  context.talk(printIntentAnswer({ verb, target }));
  return 0;
}

async function checkPausable(
  context: CommandContext,
  seen: Look,
  { verb, target }: Pick<Intent, "verb" | "target">,
): Promise<void> {
  const parsed = parseTarget(target);
  if (parsed.kind === "agent") {
    checkAgent(seen, parsed.agent);
    // Of one that only a run was given, nobody can tell here.
    const isConfigured = seen.reading.plan.config.agents.some(({ id }) => id === parsed.agent);
    if (verb === "resume" && isConfigured && !seen.decision.pauses.has(parsed.agent)) {
      throw new CommandError(1, `${parsed.agent} is not paused: there is nothing to resume`);
    }
    return;
  }
  if (!seen.decision.states.has(target) && knownAgents(seen).has(target)) {
    throw new CommandError(1, `${target} is an agent: write \`workstreams ${verb} ${agentTarget(target)}\``);
  }
  refusePointless(verb, await findWorkstreamHere(context, seen, target));
}

function refusePointless(verb: Intent["verb"], workstream: WorkstreamState): void {
  const { id, state } = workstream;
  if (!isPointless(verb, workstream)) return;
  throw new CommandError(1, `${id} is ${state}: there is nothing to ${verb}; see \`workstreams explain ${id}\``);
}

/** Keeps what a person asked for, as a fact. */
export async function writeIntent(
  project: Project,
  { verb, target, who }: Pick<Intent, "verb" | "target" | "who">,
): Promise<void> {
  const at = project.surroundings.now();
  const nonce = randomBytes(6).toString("hex");
  const message = printIntent({ verb, target, who, at });
  const [commit] = await writeCommits(project.repository, [{ parents: [], message }]);
  if (commit === undefined) throw new Error("git wrote no commit for the intent");
  await project.refs.update([{ ref: printRef({ kind: "intent", at, nonce }), old: "none", new: commit }]);
}

/** Git's name for the user, else the system's. */
export async function userName(project: Project): Promise<string> {
  const { environment } = project.surroundings;
  const configured = await readSetting(project.repository, "user.name");
  return configured ?? (environment["USER"] || environment["LOGNAME"] || "somebody");
}
