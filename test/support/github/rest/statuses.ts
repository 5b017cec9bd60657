/** repos/*: commit statuses. */
import { z } from "zod";
import { mergeWhatIsReady } from "../auto-merge.ts";
import { restRoute } from "../context.ts";
import type { Route, ServerContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { addStatus, combinedState, newestStatuses } from "../statuses.ts";
import { minimalRepository, repositoryUrl } from "../views/repository.ts";
import { simpleStatus, statusView } from "../views/status.ts";
import { findCommit, invalid } from "./find.ts";
import { paginate, Page } from "./page.ts";

const READ = [{ statuses: "read" }] as const;
const OfRef = z.strictObject({ ref: z.string(), ...Page });
const NewStatus = z.strictObject({
  sha: z.string(),
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string().default("default"),
  description: z.string().optional(),
  target_url: z.string().nullish(),
});

export function statusRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("repos/create-commit-status", [{ statuses: "write" }], NewStatus, async (call) => {
      const { repository, input, actor } = call;
      if (!(await repository.store.hasCommit(input.sha))) {
        throw invalid({ resource: "Status", code: "custom", message: `No commit found for SHA: ${input.sha}` });
      }
      const status = addStatus(context, repository, actor, input.sha, {
        context: input.context,
        state: input.state,
        description: input.description ?? null,
        targetUrl: input.target_url ?? null,
      });
      await mergeWhatIsReady(context, repository);
      return { status: 201, body: statusView(context, repository, input.sha, status) };
    }),
    restRoute("repos/list-commit-statuses-for-ref", READ, OfRef, async (call) => {
      const sha = await findCommit(call.repository, call.input.ref);
      if (sha === undefined) throw new Refusal(404, "Not Found");
      const { items, headers } = paginate(call, (call.repository.statuses.get(sha) ?? []).toReversed());
      const body = items.map((status) => statusView(context, call.repository, sha, status));
      return { status: 200, body, headers };
    }),
    restRoute("repos/get-combined-status-for-ref", READ, OfRef, async (call) => {
      const { repository, input } = call;
      const sha = await findCommit(repository, input.ref);
      if (sha === undefined) throw new Refusal(404, "Not Found");
      const newest = [...newestStatuses(repository, sha).values()];
      const { items, headers } = paginate(call, newest);
      const url = `${repositoryUrl(context, repository)}/commits/${sha}`;
      const body = {
        state: combinedState(newest),
        statuses: items.map((status) => simpleStatus(context, repository, sha, status)),
        sha,
        total_count: newest.length,
        repository: minimalRepository(context, repository),
        commit_url: url,
        url: `${url}/status`,
      };
      return { status: 200, body, headers };
    }),
  ];
}
