/** What somebody derives who comes to a repository with nothing: the same as every tick. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { openGithubProject } from "../../../src/commands/action/github-project.ts";
import { readWorkflow } from "../../../src/commands/action/workflow.ts";
import { look } from "../../../src/commands/tick.ts";
import type { StateName } from "../../../src/state/lifecycle.ts";
import { LOOP_WORKFLOW } from "../../../src/text/loop-workflow.ts";
import { printNotice } from "../../../src/text/notice.ts";
import { printReason } from "../../../src/text/reason.ts";
import type { GithubServer } from "../github/server.ts";

/** Where a workstream stands. */
export interface Stand {
  readonly state: StateName;
  /** In words. */
  readonly reason: string;
  readonly notices: readonly string[];
}

export interface Place {
  readonly server: GithubServer;
  readonly fullName: string;
  /** Takes the mirrors. */
  readonly folder: string;
  /** Names of those that the repository has. */
  readonly secrets: ReadonlySet<string>;
  /** Whether the loop's token may push workflow files. */
  readonly pushesWorkflows: boolean;
}

export async function readStands(place: Place): Promise<ReadonlyMap<string, Stand>> {
  const { server, fullName, folder, secrets, pushesWorkflows } = place;
  const token = server.createToken({
    login: "ada",
    kind: "user",
    permissions: { contents: "read", "pull-requests": "read", statuses: "read", actions: "read" },
    repository: fullName,
  });
  const workflow = readWorkflow(
    {
      GITHUB_API_URL: server.apiUrl,
      GITHUB_GRAPHQL_URL: server.graphqlUrl,
      GITHUB_SERVER_URL: server.url,
      GITHUB_REPOSITORY: fullName,
      GITHUB_RUN_ID: "1",
      GITHUB_RUN_ATTEMPT: "1",
      RUNNER_TEMP: await mkdtemp(join(folder, "look-")),
    },
    () => "",
  );
  const project = await openGithubProject({
    workflow,
    token,
    wakes: LOOP_WORKFLOW,
    secrets,
    pushesWorkflows,
    log: () => undefined,
    hide: () => undefined,
  });
  const { decision } = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
  await rm(project.paths.root, { recursive: true });
  const now = Date.now();
  return new Map(
    [...decision.states].map(([id, { state, reason, notices }]) => [
      id,
      { state, reason: printReason(reason, { id, now }), notices: notices.map(printNotice) },
    ]),
  );
}
