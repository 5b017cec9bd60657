/** actions/*: what a repository lets Actions do, and the names of its secrets. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { repositoryUrl } from "../views/repository.ts";
import { timestamp } from "../views/time.ts";
import { paginate, Page } from "./page.ts";

const ADMINISTRATION = [{ administration: "read" }] as const;
const SECRETS = [{ secrets: "read" }] as const;
const Nothing = z.strictObject({});
const PageInput = z.strictObject(Page);

export function actionsSettingsRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("actions/get-github-actions-permissions-repository", ADMINISTRATION, Nothing, ({ repository }) => {
      const { actions, pinActions } = repository.settings;
      if (actions === "off") return { status: 200, body: { enabled: false } };
      const url = `${repositoryUrl(context, repository)}/actions/permissions/selected-actions`;
      const selected = actions === "selected" ? { selected_actions_url: url } : {};
      return {
        status: 200,
        body: { enabled: true, allowed_actions: actions, sha_pinning_required: pinActions, ...selected },
      };
    }),
    restRoute("actions/get-allowed-actions-repository", ADMINISTRATION, Nothing, ({ repository }) => {
      const { actions, actionPatterns } = repository.settings;
      if (actions !== "selected") throw new Refusal(409, "Conflict");
      const body = { github_owned_allowed: true, verified_allowed: false, patterns_allowed: [...actionPatterns] };
      return { status: 200, body };
    }),
    restRoute(
      "actions/get-github-actions-default-workflow-permissions-repository",
      ADMINISTRATION,
      Nothing,
      ({ repository }) => ({
        status: 200,
        body: {
          default_workflow_permissions: "read",
          can_approve_pull_request_reviews: repository.settings.canCreatePullRequests,
        },
      }),
    ),
    restRoute("actions/list-repo-secrets", SECRETS, PageInput, (call) =>
      listSecrets(call, call.repository.secrets.own),
    ),
    restRoute("actions/list-repo-organization-secrets", SECRETS, PageInput, (call) =>
      listSecrets(call, call.repository.secrets.organization),
    ),
  ];
}

function listSecrets(call: RestCall<{ per_page: number; page: number }>, names: ReadonlySet<string>): RestReply {
  const at = timestamp(call.repository.createdAt);
  const page = paginate(call, [...names].toSorted());
  const secrets = page.items.map((name) => ({ name, created_at: at, updated_at: at }));
  return { status: 200, body: { total_count: names.size, secrets }, headers: page.headers };
}
