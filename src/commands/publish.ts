/** The end of an attempt and what it delivers, in one transaction; fenced by the create-only end ref. */
import { ForgeError } from "../forge/forge.ts";
import { writeCommits } from "../git/commits.ts";
import { readRefs } from "../git/refs.ts";
import type { RefUpdate } from "../git/refs.ts";
import type { Attempt, Claim, End, Sha } from "../state/facts.ts";
import { attemptRef, attemptsRef, printRef } from "../state/names.ts";
import { UNREADABLE_END, parseEnd, printEnd } from "../state/records.ts";
import type { Project } from "./project.ts";

/** The attempt that ends. */
export interface Ending {
  readonly workstream: { readonly id: string };
  readonly number: number;
  readonly claim: Claim;
}

/**
 * Records `end`; a delivered head becomes the branch in the same transaction, and `work` stays reachable. The answer is
 * the end that stands: of two that race the first one decides. A branch that a person moved meanwhile is left alone.
 */
export async function endAttempt(project: Project, task: Ending, end: End, work: Sha | undefined): Promise<End> {
  const { id } = task.workstream;
  const written = await writeAsFarAsAllowed(project, task, end, work);
  if (written !== undefined) return written;
  const standing = await readEnd(project, id, task.number);
  if (standing !== undefined) {
    await saveWork(project, id, task.number, work);
    return standing;
  }
  const taken: End = {
    ...end,
    outcome: "failed",
    failure: { code: "taken-over", detail: `workstreams/${id} was moved by somebody else` },
    head: undefined,
  };
  if (await write(project, task, taken, work)) return taken;
  return (await readEnd(project, id, task.number)) ?? taken;
}

/** What was written; undefined: something has moved. What may not be pushed is left out, as little of it as can be. */
async function writeAsFarAsAllowed(
  project: Project,
  task: Ending,
  end: End,
  work: Sha | undefined,
): Promise<End | undefined> {
  const answer = await refusalOf(() => write(project, task, end, work));
  if (typeof answer !== "string") return answer ? end : undefined;
  for (const less of lessThan(end, work, answer)) {
    const second = await refusalOf(() => write(project, task, less.end, less.work));
    if (typeof second !== "string") return second ? less.end : undefined;
  }
  throw new ForgeError("refused", answer);
}

/** Without the branch, which is pushed when it lands; without the work, of which nothing may be pushed. */
function lessThan(
  end: End,
  work: Sha | undefined,
  refusal: string,
): readonly { readonly end: End; readonly work: Sha | undefined }[] {
  if (end.outcome !== "delivered") return [{ end, work: undefined }];
  const kept: End = { ...end, failure: { code: "push-refused", detail: refusal } };
  return [
    { end: kept, work },
    { end: { ...kept, outcome: "failed", head: undefined }, work: undefined },
  ];
}

/** What was answered, or the words of a refusal. */
async function refusalOf<T>(ask: () => Promise<T>): Promise<T | string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ForgeError && error.kind === "refused") return error.message;
    throw error;
  }
}

/** Pushes what was delivered and could not be pushed then; a branch that somebody moved since is left alone. */
export async function pushDelivered(project: Project, { id, claim, end }: Attempt): Promise<void> {
  if (end?.failure?.code !== "push-refused" || end.head === undefined) return;
  const ref = printRef({ kind: "branch", id });
  await project.refs.update([{ ref, old: claim.replaces ?? "none", new: end.head }]);
}

async function write(project: Project, task: Ending, end: End, work: Sha | undefined): Promise<boolean> {
  const { claim, number } = task;
  const { id } = task.workstream;
  const [commit] = await writeCommits(project.repository, [
    { parents: [claim.sha], message: printEnd(id, number, end) },
  ]);
  if (commit === undefined) throw new Error("git wrote no commit for the attempt's end");
  const updates: RefUpdate[] = [{ ref: attemptRef(id, number, "end"), old: "none", new: commit }];
  if (work !== undefined) updates.push({ ref: attemptRef(id, number, "work"), old: undefined, new: work });
  if (end.outcome === "delivered" && end.head !== undefined && end.failure === undefined) {
    updates.push({ ref: printRef({ kind: "branch", id }), old: claim.replaces ?? "none", new: end.head });
  }
  return (await project.refs.update(updates)) === "done";
}

/** Keeps what an attempt left that somebody else has ended. */
export async function saveWork(project: Project, id: string, number: number, work: Sha | undefined): Promise<void> {
  if (work === undefined) return;
  await project.refs.update([{ ref: attemptRef(id, number, "work"), old: undefined, new: work }]);
}

async function readEnd(project: Project, id: string, number: number): Promise<End | undefined> {
  const name = attemptRef(id, number, "end");
  // All of the attempts: to fetch one ref by its name fails where it does not exist.
  await project.refs.fetch([`${attemptsRef(id)}/`], []);
  const [ref] = await readRefs(project.repository, [name]);
  return ref === undefined ? undefined : (parseEnd(ref.message) ?? UNREADABLE_END);
}
