/** How act is started for a run. */
import { join } from "node:path";
import { currentAttempt } from "../../support/github/actions/model.ts";
import type { Run } from "../../support/github/actions/model.ts";

/** The folders and addresses of one run. */
export interface ActSetting {
  /** Everything of this run is in here. */
  readonly folder: string;
  /** A clone of the repository at the run's commit. */
  readonly workspace: string;
  readonly eventFile: string;
  /** What nobody may see in a list of processes: arguments can be read by everybody. See printSettings. */
  readonly secretFile: string;
  readonly environmentFile: string;
  /** `http://github.localhost:PORT`, the name that the artifact client accepts. */
  readonly serverUrl: string;
  readonly variables: ReadonlyMap<string, string>;
  /** What the jobs are told that they run on. */
  readonly machine: Machine;
}

/** `github-hosted`: a machine that is thrown away, on which agents run as another user. */
export type Machine = "github-hosted" | "self-hosted";

/** Labels of runners that stand for this machine. */
const LABELS = ["ubuntu-latest", "ubuntu-24.04", "ubuntu-22.04", "self-hosted"];

export function actArguments(run: Run, setting: ActSetting): readonly string[] {
  return [
    run.event,
    "--directory",
    setting.workspace,
    "--workflows",
    join(setting.workspace, run.workflow.path),
    "--eventpath",
    setting.eventFile,
    "--actor",
    run.actor,
    "--json",
    "--verbose",
    "--no-cache-server",
    "--action-cache-path",
    join(setting.folder, "cache"),
    "--secret-file",
    setting.secretFile,
    "--env-file",
    setting.environmentFile,
    // Files of these names in the workspace are the repository's own business.
    ...["var", "input"].flatMap((kind) => [`--${kind}-file`, "/dev/null"]),
    ...LABELS.flatMap((label) => ["--platform", `${label}=-self-hosted`]),
    ...pairs("--env", Object.entries(runEnvironment(run, setting))),
    ...pairs("--var", setting.variables),
  ];
}

/** The text of such a file. */
export function printSettings(values: Iterable<readonly [string, string]>): string {
  const lines = [...values].map(([name, value]) => {
    if (/['\n]/.test(value)) throw new Error(`${name}: act's files take no quotes and no newlines`);
    return `${name}='${value}'\n`;
  });
  return lines.join("");
}

function pairs(option: string, values: Iterable<readonly [string, string]>): readonly string[] {
  return [...values].flatMap(([name, value]) => [option, `${name}=${value}`]);
}

/** What GitHub's runner gives every step and act does not know by itself. */
function runEnvironment(run: Run, setting: ActSetting): Record<string, string> {
  const { repository, workflow } = run;
  return {
    GITHUB_SERVER_URL: setting.serverUrl,
    GITHUB_API_URL: `${setting.serverUrl}/api/v3`,
    GITHUB_GRAPHQL_URL: `${setting.serverUrl}/api/graphql`,
    GITHUB_REPOSITORY: repository.fullName,
    GITHUB_REPOSITORY_OWNER: repository.owner,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(currentAttempt(run).number),
    GITHUB_TRIGGERING_ACTOR: run.actor,
    GITHUB_REF: run.ref,
    GITHUB_WORKFLOW_REF: `${repository.fullName}/${workflow.path}@${run.ref}`,
    GITHUB_WORKFLOW_SHA: run.sha,
    RUNNER_ENVIRONMENT: setting.machine,
    RUNNER_NAME: "runner-1",
    TMPDIR: join(setting.folder, "tmp"),
    ACTIONS_RESULTS_URL: `${setting.serverUrl}/`,
    // Act's name for the commit that GITHUB_SHA tells.
    SHA_REF: run.sha,
  };
}
