/** What each operation on a pull request makes of the facts. Each is decided again when the facts have moved. */
import { isDeepStrictEqual } from "node:util";
import { isAncestor } from "../../git/ancestry.ts";
import { writeCommits } from "../../git/commits.ts";
import { mergeTrees } from "../../git/merge.ts";
import type { Repository } from "../../git/repository.ts";
import type { Instant, Sha } from "../../state/facts.ts";
import type { Remark } from "../../state/remark.ts";
import { ForgeError } from "../forge.ts";
import type { MergeResult, PullDraft } from "../forge.ts";
import { checkBranch, mergedForGood, movedHead, unknownPull } from "../refusals.ts";
import { headRef } from "./facts.ts";
import type { LocalFacts } from "./facts.ts";
import type { PullFile } from "./files.ts";
import type { Step } from "./step.ts";

const AUTHOR = "workstreams";

export async function landPull(
  repository: Repository,
  facts: LocalFacts,
  draft: PullDraft,
  at: Instant,
): Promise<Step<number>> {
  const { branch, head, title, body } = draft;
  const labels = [...draft.labels];
  checkBranch(branch);
  const tip = facts.heads.get(headRef(branch));
  if (tip !== head) throw movedHead(branch, tip, head);
  const landed = facts.pulls.findLast(
    (pull) => pull.branch === branch && pull.head === head && pull.state === "merged",
  );
  if (landed !== undefined) return { answer: landed.number };
  const open = facts.pulls.find((pull) => pull.branch === branch && pull.state === "open");
  if (open !== undefined) return save(facts, { ...open, title, body, labels }, open.number, `update #${open.number}`);
  if (await isAncestor(repository, head, facts.base)) {
    throw new ForgeError("refused", `${branch} has nothing that the base does not have: there is nothing to merge`);
  }
  const number = Math.max(0, ...facts.state.pulls.keys()) + 1;
  const pull = { number, branch, head, base: facts.base, title, body, labels, author: AUTHOR };
  return save(facts, { ...pull, state: "open", openedAt: at, comments: [], remarks: [] }, number, `open #${number}`);
}

/** A merge to make: of `pull` at this `head` into the branch `base`. */
export interface MergeOrder {
  /** The base's commit that it was judged on; undefined: any. */
  readonly judgedOn: Sha | undefined;
  readonly pull: number;
  readonly head: Sha;
  readonly message: string;
  readonly at: Instant;
  readonly base: string;
}

export async function mergePull(
  repository: Repository,
  facts: LocalFacts,
  order: MergeOrder,
): Promise<Step<MergeResult>> {
  const pull = findPull(facts, order.pull);
  const { head } = pull;
  if (pull.state === "merged") return { answer: { kind: "merged", sha: pull.mergedAs ?? head } };
  if (pull.state === "closed") return { answer: { kind: "not-open" } };
  if (head !== order.head) return { answer: { kind: "head-moved", head } };
  if (order.judgedOn !== undefined && order.judgedOn !== facts.base) {
    return { answer: { kind: "base-moved", base: facts.base } };
  }
  const [merge] = await mergeTrees(repository, [{ ours: facts.base, theirs: head }]);
  if (merge?.kind !== "clean") return { answer: { kind: "conflict", paths: merge?.paths ?? [] } };
  const parents = [facts.base, head];
  const [sha] = await writeCommits(repository, [{ parents, tree: merge.tree, message: order.message }]);
  if (sha === undefined) throw new Error("git wrote no commit");
  const merged: PullFile = { ...pull, state: "merged", mergedAs: sha, closedAt: order.at };
  return {
    answer: { kind: "merged", sha },
    change: { subject: `merge #${pull.number}`, pulls: [merged] },
    moves: [
      { ref: headRef(order.base), old: facts.base, new: sha },
      // Only checked: what is merged is what the branch holds at that moment.
      { ref: headRef(pull.branch), old: head, new: head },
    ],
  };
}

export function closePull(facts: LocalFacts, number: number, at: Instant): Step<void> {
  const pull = findPull(facts, number);
  if (pull.state !== "open") return { answer: undefined };
  return save(facts, { ...pull, state: "closed", closedAt: at }, undefined, `close #${number}`);
}

export async function reopenPull(repository: Repository, facts: LocalFacts, number: number): Promise<Step<void>> {
  const { closedAt: _, ...pull } = findPull(facts, number);
  if (pull.state === "open") return { answer: undefined };
  if (pull.state === "merged") throw mergedForGood(number);
  const head = facts.heads.get(headRef(pull.branch));
  if (head === undefined) {
    throw new ForgeError("refused", `the branch ${pull.branch} of #${number} is gone: push it again first`);
  }
  if (await isAncestor(repository, head, facts.base)) {
    throw new ForgeError("refused", `${pull.branch} has nothing that the base does not have: #${number} stays closed`);
  }
  return save(facts, { ...pull, head, base: facts.base, state: "open" }, undefined, `reopen #${number}`);
}

export function commentOn(
  facts: LocalFacts,
  number: number,
  comment: PullFile["comments"][number],
  how: "write" | "edit" = "write",
): Step<void> {
  const pull = findPull(facts, number);
  const old = pull.comments.find((other) => other.marker === comment.marker);
  if (old?.body === comment.body || (old === undefined && how === "edit")) return { answer: undefined };
  const comments =
    old === undefined ? [...pull.comments, comment] : pull.comments.with(pull.comments.indexOf(old), comment);
  return save(facts, { ...pull, comments }, undefined, `comment on #${number}`);
}

export function addRemark(facts: LocalFacts, number: number, remark: PullFile["remarks"][number]): Step<void> {
  const pull = findPull(facts, number);
  return save(facts, { ...pull, remarks: [...pull.remarks, remark] }, undefined, `remark on #${number}`);
}

/** Whoever writes to this repository's refs may write to it: there is nobody else to ask. */
export function readRemarks(facts: LocalFacts, number: number, since: Instant): readonly Remark[] {
  const said = findPull(facts, number).remarks.filter(({ at }) => at >= since);
  return said.map((remark) => ({ ...remark, path: undefined, line: undefined }));
}

/** A step that writes the pull request's file, if it says anything new. */
function save<T>(facts: LocalFacts, pull: PullFile, answer: T, subject: string): Step<T> {
  const written = facts.state.pulls.get(pull.number);
  if (isDeepStrictEqual(written, pull)) return { answer };
  return { answer, change: { subject, pulls: [pull] } };
}

function findPull(facts: LocalFacts, number: number): PullFile {
  const pull = facts.pulls.find((other) => other.number === number);
  if (pull === undefined) throw unknownPull(number);
  return pull;
}
