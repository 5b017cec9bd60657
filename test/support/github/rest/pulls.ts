/** pulls/*: pull requests. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import { mergePull } from "../merging.ts";
import { editPull } from "../pull-edit.ts";
import { openPull } from "../pull-life.ts";
import { Refusal } from "../refusal.ts";
import type { Pull, Repository } from "../state.ts";
import { holds } from "../tokens.ts";
import { pullFull, pullSimple } from "../views/pull.ts";
import { repositoryUrl } from "../views/repository.ts";
import { findPull, invalid } from "./find.ts";
import { paginate, Page } from "./page.ts";

const READ = [{ "pull-requests": "read" }] as const;
const WRITE = [{ "pull-requests": "write" }] as const;
const Numbered = z.strictObject({ pull_number: z.int() });

const Filter = z.strictObject({
  state: z.enum(["open", "closed", "all"]).default("open"),
  head: z.string().optional(),
  base: z.string().optional(),
  sort: z.enum(["created", "updated"]).default("created"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  ...Page,
});

const Draft = z.strictObject({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().default(""),
  draft: z.boolean().default(false),
  maintainer_can_modify: z.boolean().optional(),
});

const Edit = z.strictObject({
  pull_number: z.int(),
  title: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
  maintainer_can_modify: z.boolean().optional(),
});

const Merge = z.strictObject({
  pull_number: z.int(),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
});

export function pullRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("pulls/list", READ, Filter, (call) => {
      const { items, headers } = paginate(call, select(call.repository, call.input));
      return { status: 200, body: items.map((pull) => pullSimple(context, call.repository, pull)), headers };
    }),
    restRoute("pulls/get", READ, Numbered, async ({ repository, input }) => ({
      status: 200,
      body: await pullFull(context, repository, findPull(repository, input.pull_number)),
    })),
    restRoute("pulls/create", WRITE, Draft, (call) => createPull(context, call)),
    restRoute("pulls/update", WRITE, Edit, ({ repository, input, actor }) =>
      repository.exclusive(async () => {
        const pull = findPull(repository, input.pull_number);
        await editPull(context, repository, actor, pull, input);
        return { status: 200, body: await pullFull(context, repository, pull) };
      }),
    ),
    restRoute("pulls/merge", [{ contents: "write" }], Merge, (call) => merge(context, call)),
  ];
}

function select(repository: Repository, filter: z.infer<typeof Filter>): readonly Pull[] {
  const pulls = [...repository.pulls.values()].filter(
    (pull) =>
      (filter.state === "all" || (pull.state === "open") === (filter.state === "open")) &&
      (filter.base === undefined || pull.baseRef === filter.base) &&
      (filter.head === undefined || `${pull.headRepository.split("/")[0]}:${pull.headRef}` === filter.head),
  );
  const by = (pull: Pull) => (filter.sort === "created" ? pull.createdAt : pull.updatedAt);
  const ascending = pulls.toSorted((a, b) => by(a) - by(b) || a.number - b.number);
  return filter.direction === "asc" ? ascending : ascending.toReversed();
}

async function createPull(context: ServerContext, call: RestCall<z.infer<typeof Draft>>): Promise<RestReply> {
  const { repository, input, actor } = call;
  if (actor.kind === "actions" && !repository.settings.canCreatePullRequests) {
    throw new Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.");
  }
  if (input.draft && !repository.settings.allowDrafts) {
    throw new Refusal(422, "Draft pull requests are not supported in this repository.");
  }
  return repository.exclusive(async () => {
    const headRef = input.head.replace(`${repository.owner}:`, "");
    const headSha = repository.refs.get(`refs/heads/${headRef}`);
    const baseSha = repository.refs.get(`refs/heads/${input.base}`);
    if (headSha === undefined) throw invalid({ resource: "PullRequest", field: "head", code: "invalid" });
    if (baseSha === undefined) throw invalid({ resource: "PullRequest", field: "base", code: "invalid" });
    await refuseSecond(repository, headRef, input.base);
    if (await repository.store.isAncestor(headSha, baseSha)) {
      const message = `No commits between ${input.base} and ${headRef}`;
      throw invalid({ resource: "PullRequest", code: "custom", message });
    }
    const { title, body, draft, base: baseRef } = input;
    const headRepository = repository.fullName;
    const fields = { headRef, headRepository, headSha, baseRef, baseSha, title, body, draft };
    const pull = await openPull(context, repository, actor, fields);
    const location = `${repositoryUrl(context, repository)}/pulls/${pull.number}`;
    return { status: 201, body: await pullFull(context, repository, pull), headers: { location } };
  });
}

async function refuseSecond(repository: Repository, headRef: string, baseRef: string): Promise<void> {
  const same = [...repository.pulls.values()].some(
    (pull) =>
      pull.state === "open" &&
      pull.headRef === headRef &&
      pull.headRepository === repository.fullName &&
      pull.baseRef === baseRef,
  );
  if (!same) return;
  const message = `A pull request already exists for ${repository.owner}:${headRef}.`;
  throw invalid({ resource: "PullRequest", code: "custom", message });
}

async function merge(context: ServerContext, call: RestCall<z.infer<typeof Merge>>): Promise<RestReply> {
  const { repository, input, actor, token } = call;
  return repository.exclusive(async () => {
    const pull = findPull(repository, input.pull_number);
    const sha = await mergePull(context, repository, actor, pull, {
      method: input.merge_method,
      title: input.commit_title,
      message: input.commit_message,
      head: input.sha,
      workflows: holds(token, repository, { workflows: "write" }),
    });
    return { status: 200, body: { sha, merged: true, message: "Pull Request successfully merged" } };
  });
}
