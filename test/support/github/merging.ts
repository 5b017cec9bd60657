/** Merges of pull requests: real ones, or GitHub's refusals. */
import type { Sha } from "../../../src/state/facts.ts";
import { Refusal } from "./refusal.ts";
import type { ServerContext } from "./context.ts";
import { cleanTree } from "./git-store.ts";
import { missingForMerge } from "./protection.ts";
import { markMerged } from "./pull-life.ts";
import { rebase } from "./rebase.ts";
import { followRefs } from "./ref-moves.ts";
import type { Actor, MergeMethod, Pull, Repository } from "./state.ts";
import { readChanges } from "./views/diff.ts";

export interface MergeRequest {
  readonly method: MergeMethod;
  readonly title: string | undefined;
  readonly message: string | undefined;
  /** What the head must be; undefined: anything. */
  readonly head: Sha | undefined;
  /** The merge, where the queue has built it already. */
  readonly built?: Sha | undefined;
  /** Whether the token may bring in changes of workflow files. */
  readonly workflows: boolean;
}

/** Call it inside `repository.exclusive`. The answer is the commit on the base. */
export async function mergePull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  request: MergeRequest,
): Promise<Sha> {
  const base = repository.refs.get(`refs/heads/${pull.baseRef}`);
  if (pull.state !== "open" || base === undefined) throw new Refusal(405, "Pull Request is not mergeable");
  if (pull.draft) throw new Refusal(405, "Pull Request is still a draft");
  if (request.head !== undefined && request.head !== pull.headSha) {
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  }
  if (request.method === "merge" && !repository.settings.allowMergeCommits) {
    throw new Refusal(405, "Merge commits are not allowed on this repository.");
  }
  const missing = missingForMerge(repository, pull);
  if (missing !== undefined) throw new Refusal(405, missing);
  if (!request.workflows) await refuseWorkflows(repository, pull, base);
  const sha = request.built ?? (await createMerge(context, repository, actor, pull, base, request));
  await repository.store.moveRefs([{ ref: `refs/heads/${pull.baseRef}`, to: sha, from: base }]);
  // First, so that the moved base does not make it one that was merged by git.
  await markMerged(context, repository, actor, pull, sha);
  await followRefs(context, repository, actor);
  return sha;
}

async function refuseWorkflows(repository: Repository, pull: Pull, base: Sha): Promise<void> {
  const changes = await readChanges(repository, base, pull.headSha);
  const workflow = changes.find(({ path }) => path.startsWith(".github/workflows/"));
  if (workflow === undefined) return;
  throw new Refusal(
    403,
    `refusing to allow a GitHub App to create or update workflow \`${workflow.path}\` without \`workflows\` permission`,
  );
}

async function createMerge(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  base: Sha,
  request: MergeRequest,
): Promise<Sha> {
  const message = messageOf(repository, pull, request);
  const at = context.clock();
  switch (request.method) {
    case "merge": {
      const tree = cleanTree(await repository.store.mergeTree(base, pull.headSha));
      return repository.store.commitTree(tree, [base, pull.headSha], message, actor.login, at);
    }
    case "squash": {
      const tree = cleanTree(await repository.store.mergeTree(base, pull.headSha));
      return repository.store.commitTree(tree, [base], message, actor.login, at);
    }
    case "rebase":
      return rebase(repository, pull.headSha, base, at);
    default:
      return request.method satisfies never;
  }
}

function messageOf(repository: Repository, pull: Pull, request: MergeRequest): string {
  const merge = `Merge pull request #${pull.number} from ${repository.owner}/${pull.headRef}`;
  const title = request.title ?? (request.method === "squash" ? `${pull.title} (#${pull.number})` : merge);
  const message = request.message ?? (request.method === "squash" ? "" : pull.title);
  return message === "" ? `${title}\n` : `${title}\n\n${message}\n`;
}
