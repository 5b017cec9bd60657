/** What the runner tells: the run, the repository, where things are. Read once, at the entry. */
import { z } from "zod";
import type { Runner } from "../../state/facts.ts";
import { CommandError } from "../command-error.ts";
import { readAddresses } from "../github-addresses.ts";
import type { GithubAddresses } from "../github-addresses.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The run of a workflow that this process is a step of. */
export interface Workflow extends GithubAddresses {
  readonly owner: string;
  readonly repo: string;
  readonly runner: Extract<Runner, { kind: "github" }>;
  /** The login of who caused the run. */
  readonly actor: string;
  readonly event: WorkflowEvent;
  /** The step's working directory. */
  readonly workspace: string;
  /** A folder for this job alone; the runner empties it. */
  readonly temporary: string;
  /** A machine of GitHub's own, thrown away after the job. */
  readonly isHosted: boolean;
  readonly environment: Environment;
}

export interface WorkflowEvent {
  /** The event is about a pull request whose token can't write: of a fork, or of Dependabot. */
  readonly isReadOnly: boolean;
  /** GitHub's merge queue has made a group and waits for what is said of it. */
  readonly isMergeGroup: boolean;
}

const Variables = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  GITHUB_RUN_ID: z.coerce.number().int().positive(),
  GITHUB_RUN_ATTEMPT: z.coerce.number().int().positive(),
});

const Event = z.object({
  pull_request: z
    .object({
      head: z.object({ repo: z.object({ full_name: z.string() }).nullish() }),
      user: z.object({ login: z.string() }).nullish(),
    })
    .optional(),
});

/** `readEvent` reads the file that GITHUB_EVENT_PATH names. What is missing or wrong is one sentence. */
export function readWorkflow(environment: Environment, readEvent: (path: string) => string): Workflow {
  const read = Variables.safeParse(environment);
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = String(issue?.path[0] ?? "a variable");
    const value = environment[name];
    const what = value === undefined ? "is not set" : `is ${JSON.stringify(value)}`;
    throw new CommandError(2, `${name} ${what}: this command runs as a step of a GitHub Actions workflow`);
  }
  const { GITHUB_REPOSITORY: name, GITHUB_RUN_ID: runId, GITHUB_RUN_ATTEMPT: runAttempt } = read.data;
  const [owner = "", repo = ""] = name.split("/");
  return {
    ...readAddresses(environment),
    owner,
    repo,
    runner: { kind: "github", runId, runAttempt },
    actor: environment["GITHUB_TRIGGERING_ACTOR"] || environment["GITHUB_ACTOR"] || "somebody",
    event: readEventFile(environment, name, readEvent),
    workspace: environment["GITHUB_WORKSPACE"] || ".",
    temporary: environment["RUNNER_TEMP"] || environment["TMPDIR"] || "/tmp",
    isHosted: environment["RUNNER_ENVIRONMENT"] === "github-hosted" && environment["RUNNER_OS"] === "Linux",
    environment,
  };
}

function readEventFile(environment: Environment, repository: string, read: (path: string) => string): WorkflowEvent {
  const isMergeGroup = environment["GITHUB_EVENT_NAME"] === "merge_group";
  const path = environment["GITHUB_EVENT_PATH"];
  if (!path) return { isReadOnly: false, isMergeGroup };
  const event = Event.safeParse(parseEvent(path, read));
  const pull = event.data?.pull_request;
  const isFork = pull !== undefined && pull.head.repo?.full_name.toLowerCase() !== repository.toLowerCase();
  return { isReadOnly: isFork || pull?.user?.login === "dependabot[bot]", isMergeGroup };
}

function parseEvent(path: string, read: (path: string) => string): unknown {
  try {
    return JSON.parse(read(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(2, `the event file that GITHUB_EVENT_PATH names (${path}) can't be read: ${why}`);
  }
}
