import type { GraphQLFieldResolver } from "graphql";
import { queued } from "../auto-merge.ts";
import { emitPull } from "../events.ts";
import { missingForMerge } from "../protection.ts";
import type { Actor, MergeMethod, Permissions, Pull } from "../state.ts";
import { GraphqlRefusal } from "./refusal.ts";
import { findNode, need } from "./sources.ts";
import type { PullSource, QueryContext } from "./sources.ts";
import { updateRefs } from "./update-refs.ts";

type Mutation = GraphQLFieldResolver<unknown, QueryContext>;

interface PullInput {
  readonly clientMutationId?: string | null;
  readonly pullRequestId: string;
  readonly expectedHeadOid?: string | null;
  readonly mergeMethod?: "MERGE" | "SQUASH" | "REBASE" | null;
}

const WRITE = { "pull-requests": "write" } as const;
/** With `pull-requests` alone a workflow's token can't change a draft, whatever the documentation says. */
const WRITE_BOTH = { "pull-requests": "write", contents: "write" } as const;

export const mutations: Readonly<Record<string, Mutation>> = {
  updateRefs,
  markPullRequestReadyForReview: changePull(WRITE_BOTH, async (source, _input, context) => {
    if (source.pull.draft) await setDraft(source, context, false);
    return { pullRequest: source };
  }),
  convertPullRequestToDraft: changePull(WRITE_BOTH, async (source, _input, context) => {
    if (!source.repository.settings.allowDrafts) {
      throw new GraphqlRefusal("UNPROCESSABLE", "Draft pull requests are not supported in this repository.");
    }
    if (!source.pull.draft) await setDraft(source, context, true);
    return { pullRequest: source };
  }),
  enablePullRequestAutoMerge: changePull(WRITE_BOTH, async (source, input, context) => {
    const { repository, pull } = source;
    if (!repository.settings.allowAutoMerge) throw refused("Auto merge is not allowed for this repository");
    if (!repository.protections.has(pull.baseRef)) {
      throw refused("Protected branch rules not configured for this branch");
    }
    if (!pull.draft && missingForMerge(repository, pull) === undefined)
      throw refused("Pull request is in clean status");
    pull.autoMerge = {
      actor: actorOf(context),
      method: METHODS[input.mergeMethod ?? "MERGE"],
      at: context.server.clock(),
    };
    return { pullRequest: source };
  }),
  disablePullRequestAutoMerge: changePull(WRITE, async (source) => {
    source.pull.autoMerge = undefined;
    return { pullRequest: source };
  }),
  enqueuePullRequest: changePull(WRITE_BOTH, async (source, _input, context) => {
    const { repository, pull } = source;
    if (!repository.settings.mergeQueue) throw refused("The merge queue is not enabled for this branch");
    if (pull.queuedAt !== undefined) throw refused("Pull request is already in the queue");
    pull.queuedAt = context.server.clock();
    pull.queueHead = undefined;
    return { mergeQueueEntry: { ...source, position: queued(repository).indexOf(pull) + 1 } };
  }),
};

const METHODS: Readonly<Record<"MERGE" | "SQUASH" | "REBASE", MergeMethod>> = {
  MERGE: "merge",
  SQUASH: "squash",
  REBASE: "rebase",
};

/** What all mutations of a pull request have in common. */
function changePull(
  permissions: Permissions,
  change: (source: PullSource, input: PullInput, context: QueryContext) => Promise<Record<string, unknown>>,
): Mutation {
  return async (_root, { input }: { input: PullInput }, context) => {
    const source = findNode(context, input.pullRequestId);
    if (source.type !== "PullRequest") throw new GraphqlRefusal("NOT_FOUND", "That is no pull request.");
    need(context, source.repository, permissions);
    const { pull, repository } = source;
    return repository.exclusive(async () => {
      if (pull.state !== "open") throw refused("Pull request is closed");
      refuseMoved(pull, input.expectedHeadOid);
      return { clientMutationId: input.clientMutationId ?? null, ...(await change(source, input, context)) };
    });
  };
}

function refuseMoved(pull: Pull, expected: string | null | undefined): void {
  if (expected == null || expected === pull.headSha) return;
  throw new GraphqlRefusal("STALE_DATA", "Head branch was modified. Review and try the merge again.");
}

async function setDraft({ repository, pull }: PullSource, context: QueryContext, draft: boolean): Promise<void> {
  pull.draft = draft;
  pull.updatedAt = context.server.clock();
  const action = draft ? "converted_to_draft" : "ready_for_review";
  await emitPull(context.server, repository, actorOf(context), pull, { name: "pull_request", action });
}

function actorOf({ token }: QueryContext): Actor {
  return { login: token.login, kind: token.kind };
}

/** GitHub names the kind of thing before its sentence. */
function refused(sentence: string): GraphqlRefusal {
  return new GraphqlRefusal("UNPROCESSABLE", `Pull request ${sentence}`);
}
