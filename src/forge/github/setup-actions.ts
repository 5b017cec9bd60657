import type { ActionsFacts, ActionsPolicy, Caller } from "../../decide/doctor-actions.ts";
import { findLoopCall } from "../../plan/loop-call.ts";
import type { Client } from "./client.ts";
import { allPages, ifAllowed, PAGE } from "./known.ts";
import { listFiles, readFile } from "./setup-files.ts";
import { ActionsPermissions, SecretPage, SelectedActions, WorkflowPermissions, WorkflowState } from "./setup-schema.ts";

/** Whether Actions would run the loop, and with which secrets. */
export async function readActions(client: Client): Promise<ActionsFacts> {
  const [caller, policy, mayOpenPulls, secrets] = await Promise.all([
    ifAllowed("contents: read", () => findCaller(client)),
    ifAllowed("administration: read", () => readPolicy(client)),
    ifAllowed("administration: read", () => readMayOpenPulls(client)),
    ifAllowed("secrets: read", () => readSecrets(client)),
  ]);
  return { caller, policy, mayOpenPulls, secrets };
}

const FOLDER = ".github/workflows";

function soundsLikeIt(path: string): number {
  return Number(path.includes("workstream"));
}

/** Those that sound like it come first: each file is a request. */
async function findCaller(client: Client): Promise<Caller | undefined> {
  const paths = (await listFiles(client, FOLDER)).filter((path) => /\.ya?ml$/.test(path));
  for (const path of paths.toSorted((a, b) => soundsLikeIt(b) - soundsLikeIt(a))) {
    const uses = findLoopCall((await readFile(client, path)) ?? "");
    if (uses === undefined) continue;
    const state = await ifAllowed("actions: read", () => readState(client, path.slice(FOLDER.length + 1)));
    return { path, uses, state };
  }
  return undefined;
}

async function readState(client: Client, file: string): Promise<string> {
  const answer = await client.read("GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}", {
    ...client.repository,
    workflow_id: file,
  });
  return WorkflowState.parse(answer.data).state;
}

async function readPolicy(client: Client): Promise<ActionsPolicy> {
  const answer = await client.read("GET /repos/{owner}/{repo}/actions/permissions", client.repository);
  const {
    enabled,
    allowed_actions: allowed = "all",
    sha_pinning_required: pinned,
  } = ActionsPermissions.parse(answer.data);
  const isSelected = enabled && allowed === "selected";
  return {
    enabled,
    allowed: allowed === "local_only" ? "owner" : allowed,
    patterns: isSelected ? await readPatterns(client) : [],
    pinned: pinned ?? false,
  };
}

async function readPatterns(client: Client): Promise<readonly string[]> {
  const route = "GET /repos/{owner}/{repo}/actions/permissions/selected-actions";
  const answer = await client.read(route, client.repository);
  return SelectedActions.parse(answer.data).patterns_allowed ?? [];
}

async function readMayOpenPulls(client: Client): Promise<boolean> {
  const answer = await client.read("GET /repos/{owner}/{repo}/actions/permissions/workflow", client.repository);
  return WorkflowPermissions.parse(answer.data).can_approve_pull_request_reviews;
}

const SECRETS = [
  "GET /repos/{owner}/{repo}/actions/secrets",
  "GET /repos/{owner}/{repo}/actions/organization-secrets",
] as const;

/** Names only: nobody can read what is in them. */
async function readSecrets(client: Client): Promise<ReadonlySet<string>> {
  const lists = await Promise.all(
    SECRETS.map((route) =>
      allPages(async (page) => {
        const answer = await client.read(route, { ...client.repository, per_page: PAGE, page });
        return SecretPage.parse(answer.data).secrets;
      }),
    ),
  );
  return new Set(lists.flat().map(({ name }) => name));
}
