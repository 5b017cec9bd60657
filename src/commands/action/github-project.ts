/** The project of a workflow run: a mirror of its repository in the job's temporary folder, and GitHub as its forge. */
import { chmod, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGithubForge } from "../../forge/github/github-forge.ts";
import { createGithubRefs } from "../../forge/github/github-refs.ts";
import { gitRemote } from "../../forge/github/place.ts";
import type { GithubPlace } from "../../forge/github/place.ts";
import { openMirror } from "../../git/mirror.ts";
import { defaultBranch } from "../../git/repository.ts";
import type { Repository } from "../../git/repository.ts";
import type { SharedRefs } from "../../git/shared-refs.ts";
import type { Config } from "../../plan/config.ts";
import { REF_PREFIXES } from "../../state/names.ts";
import { CommandError } from "../command-error.ts";
import { configAt } from "../project.ts";
import type { StatePaths } from "../paths.ts";
import type { Project } from "../project.ts";
import { createSourceReader } from "../sources.ts";
import type { Workflow } from "./workflow.ts";

export interface GithubProjectOptions {
  readonly workflow: Workflow;
  readonly token: string;
  /** The file name of the workflow that wakes the next tick; empty where nothing is woken. */
  readonly wakes: string;
  /** Names of the secrets that agents can be given. */
  readonly secrets: ReadonlySet<string>;
  readonly pushesWorkflows: boolean;
  readonly log: (line: string) => void;
  /** Keeps a text out of the log. */
  readonly hide: (text: string) => void;
}

export async function openGithubProject(options: GithubProjectOptions): Promise<Project> {
  const { workflow, token, log } = options;
  const { apiUrl, graphqlUrl, serverUrl, owner, repo } = workflow;
  const place: GithubPlace = { apiUrl, graphqlUrl, serverUrl, owner, repo, token };
  const remote = gitRemote(place);
  // The runner masks the token; in the form in which git sends it, it has to be told.
  options.hide(remote.authorization.replace(/^\S+ /, ""));
  const repository = await openMirror(await mirrorFolder(workflow), remote);
  const refs = createGithubRefs(repository, { place });
  const { base, config } = await findBase(repository, refs, await refs.defaultBranch());
  const forge = createGithubForge({
    place,
    base,
    workflow: options.wakes,
    ciWorkflow: config.ciWorkflow,
    queue: config.merge === "queue" || workflow.event.isMergeGroup,
    clock: now,
    log,
  });
  return {
    repository,
    base,
    forge,
    refs,
    runner: workflow.runner,
    pushesWorkflows: options.pushesWorkflows,
    canary: true,
    secrets: options.secrets,
    sources: createSourceReader(repository),
    paths: await workFolders(),
    surroundings: { now, environment: workflow.environment },
  };
}

function now(): number {
  return Date.now();
}

/** The repository's default branch, or the one that the configuration there names. Everything of ours comes along. */
async function findBase(
  repository: Repository,
  refs: SharedRefs,
  usual: string,
): Promise<{ readonly base: string; readonly config: Config }> {
  await refs.fetch([...REF_PREFIXES, `refs/heads/${usual}`], []);
  const config = await configIn(repository, usual);
  if (config.base === undefined || config.base === usual) return { base: usual, config };
  await refs.fetch([`refs/heads/${config.base}`], []);
  return { base: config.base, config: await configIn(repository, config.base) };
}

async function configIn(repository: Repository, branch: string): Promise<Config> {
  const found = await defaultBranch(repository, branch);
  if (found.kind !== "branch") throw new CommandError(2, found.message);
  return configAt(repository, found.sha);
}

/** Nobody but this user looks into it: what runs as another user can't touch what we trust. */
async function mirrorFolder({ temporary }: Workflow): Promise<string> {
  const folder = join(temporary, "workstreams");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return mkdtemp(join(folder, "repository-"));
}

/** Where agents and tests work: outside of the runner's folders, and every user may pass through it. */
async function workFolders(): Promise<StatePaths> {
  const folder = await mkdtemp(join(tmpdir(), "workstreams-"));
  await chmod(folder, 0o755);
  return { root: folder, programs: join(folder, "programs") };
}
