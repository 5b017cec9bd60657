/** What a reviewer does with a workstream's pull request: merge it, or reject it. */
import type { Action } from "../decide/action.ts";
import { judgePulls } from "../decide/judge.ts";
import type { PullVerdict } from "../decide/judge.ts";
import type { Pull } from "../state/facts.ts";
import { printMissingGates } from "../text/review.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { tellMovedBase } from "./moved-base.ts";
import { userName } from "./intent.ts";
import { findWorkstream } from "./one-workstream.ts";
import { perform } from "./perform.ts";
import type { Scene } from "./perform.ts";
import { openProject } from "./project.ts";
import type { Project } from "./project.ts";
import { act, look } from "./tick.ts";
import type { Look } from "./tick.ts";
import { verifyHead } from "./verify-head.ts";

export interface MergeOptions {
  /** `off`: a head that nobody has tested may merge, and its gate says so. */
  readonly acceptance: "on" | "off";
  readonly signal: AbortSignal;
}

/** `workstreams merge <id>`: merges the open pull request if all gates pass on its head as it is now. */
export async function merge(context: CommandContext, id: string, options: MergeOptions): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const { seen, verdict } = await judgeNow(project, id, options);
  const scene = sceneOf(context, project, seen);
  const verdicts = seen.decision.actions.filter(isVerdict);
  await act(
    scene,
    verdicts.filter(({ pull }) => pull === verdict.pull.number),
  );
  if (!verdict.passes) {
    throw new CommandError(1, printMissingGates(id, verdict.pull.number, verdict.gates));
  }
  const { number, head } = verdict.pull;
  await perform(scene, { kind: "merge", id, pull: number, head });
  const after = await look(project, { agents: undefined, merge: undefined, acceptance: options.acceptance });
  // The base has moved: what is open is judged again.
  await act(sceneOf(context, project, after), after.decision.actions.filter(isVerdict));
  if (findWorkstream(after, id).state === "completed") {
    await tellMovedBase(context, project, seen.reading.snapshot.base.sha);
    return 0;
  }
  throw new CommandError(1, `#${number} of ${id} moved while it was merged: look at it again, then merge once more`);
}

/** `workstreams reject <id> [words]`: notes the words and closes the open pull request; its scope is free again. */
export async function reject(context: CommandContext, id: string, words: string): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  const seen = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
  const pull = openPull(seen, id);
  if (words.trim() !== "") await project.forge.say(pull.number, await userName(project), words);
  await project.forge.close(pull.number);
  context.talk(`#${pull.number} of ${id} is closed; \`workstreams retry ${id}\` starts it anew`);
  return 0;
}

/** Judges the pull request; where nobody has run the acceptance tests on its head, that is done first. */
async function judgeNow(
  project: Project,
  id: string,
  options: MergeOptions,
): Promise<{ seen: Look; verdict: PullVerdict }> {
  const seen = await look(project, { agents: undefined, merge: "manual", acceptance: options.acceptance });
  const pull = openPull(seen, id);
  const verdict = findVerdict(seen, pull, options);
  if (!verdict.needsVerification) return { seen, verdict };
  await verifyHead(project, findWorkstream(seen, id), pull.head, options.signal);
  const again = await look(project, { agents: undefined, merge: "manual", acceptance: options.acceptance });
  return { seen: again, verdict: findVerdict(again, openPull(again, id), options) };
}

function findVerdict({ reading, decision }: Look, pull: Pull, options: MergeOptions): PullVerdict {
  const verdicts = judgePulls(reading.plan, reading.snapshot, decision.states, { ...options, ci: reading.ci });
  const verdict = verdicts.find((candidate) => candidate.pull.number === pull.number);
  if (verdict === undefined) throw new Error(`#${pull.number} is open but was not judged`);
  return verdict;
}

function openPull(seen: Look, id: string): Pull {
  const { pull, state } = findWorkstream(seen, id);
  if (pull?.state === "open") return pull;
  throw new CommandError(1, `${id} has no open pull request: it is ${state}; see \`workstreams explain ${id}\``);
}

/** What is said of a pull request: a gate's status, or the comment. */
type VerdictAction = Extract<Action, { kind: "status" | "comment" }>;

function isVerdict(action: Action): action is VerdictAction {
  return action.kind === "status" || action.kind === "comment";
}

function sceneOf(context: CommandContext, project: Project, { reading, decision }: Look): Scene {
  return {
    project,
    reading,
    states: decision.states,
    tell(event) {
      if (event.kind === "merged") context.talk(`#${event.pull} of ${event.id} is merged into ${project.base}`);
    },
  };
}
