/** Changes of an open or closed pull request by its number. */
import type { Sha } from "../../../src/state/facts.ts";
import type { ServerContext } from "./context.ts";
import { emitPull } from "./events.ts";
import { closePull, reopenPull } from "./pull-life.ts";
import { Refusal } from "./refusal.ts";
import type { Actor, Pull, Repository } from "./state.ts";

export interface PullEdit {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly state?: "open" | "closed" | undefined;
  readonly base?: string | undefined;
}

/** Call it inside `repository.exclusive`. */
export async function editPull(
  context: ServerContext,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  edit: PullEdit,
): Promise<void> {
  const { title = pull.title, body = pull.body, base = pull.baseRef } = edit;
  if (title !== pull.title || body !== pull.body || base !== pull.baseRef) {
    moveBase(repository, pull, base);
    pull.title = title;
    pull.body = body;
    pull.updatedAt = context.clock();
    await emitPull(context, repository, actor, pull, { name: "pull_request", action: "edited" });
  }
  if (edit.state === "closed" && pull.state === "open") await closePull(context, repository, actor, pull);
  if (edit.state === "open" && pull.state !== "open") {
    pull.headSha = await readReopenedHead(repository, pull);
    await reopenPull(context, repository, actor, pull);
  }
}

function moveBase(repository: Repository, pull: Pull, base: string): void {
  if (base === pull.baseRef) return;
  if (pull.state !== "open") throw invalid("base", "Cannot change the base branch of a closed pull request.");
  const sha = repository.refs.get(`refs/heads/${base}`);
  if (sha === undefined) throw invalid("base", `Proposed base branch '${base}' was not found`);
  pull.baseRef = base;
  pull.baseSha = sha;
}

/** The head of a closed one that is opened again; throws what GitHub says where it can't be. */
async function readReopenedHead(repository: Repository, pull: Pull): Promise<Sha> {
  const own = pull.headRepository === repository.fullName;
  const head = own ? repository.refs.get(`refs/heads/${pull.headRef}`) : pull.headSha;
  if (pull.state === "merged") throw unchangeable("The pull request cannot be reopened.");
  if (head === undefined) throw unchangeable(`The ${pull.headRef} branch has been deleted.`);
  if (!(await repository.store.isAncestor(pull.headSha, head))) {
    throw unchangeable(`The ${pull.headRef} branch was force-pushed or recreated.`);
  }
  const twin = [...repository.pulls.values()].some(
    (other) =>
      other.state === "open" &&
      other.headRef === pull.headRef &&
      other.headRepository === pull.headRepository &&
      other.baseRef === pull.baseRef,
  );
  if (twin) throw unchangeable(`There is already an open pull request from ${pull.headRef}.`);
  return head;
}

function unchangeable(why: string): Refusal {
  const error = { resource: "PullRequest", code: "custom", field: "state", message: `state cannot be changed. ${why}` };
  return new Refusal(422, "Validation Failed", { errors: [error] });
}

function invalid(field: string, message: string): Refusal {
  const error = { resource: "PullRequest", code: "invalid", field, message };
  return new Refusal(422, "Validation Failed", { errors: [error] });
}
