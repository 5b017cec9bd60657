import { liveness, thisProcess } from "../agents/liveness.ts";
import type { Forge } from "../forge/forge.ts";
import { createLocalForge } from "../forge/local/local-forge.ts";
import { readFilesAt } from "../git/objects.ts";
import { readRefs } from "../git/refs.ts";
import { defaultBranch, openRepository, readSetting } from "../git/repository.ts";
import type { Branch, Repository } from "../git/repository.ts";
import { localRefs } from "../git/shared-refs.ts";
import type { SharedRefs } from "../git/shared-refs.ts";
import type { Config } from "../plan/config.ts";
import { parseConfig } from "../plan/read-config.ts";
import { findConfigSource } from "../plan/read-plan.ts";
import { CONFIG_PATHS } from "../plan/source.ts";
import type { Runner, Sha } from "../state/facts.ts";
import { EPOCH_REF } from "../state/names.ts";
import { parseEpoch } from "../state/records.ts";
import { CommandError } from "./command-error.ts";
import { statePaths } from "./paths.ts";
import type { StatePaths } from "./paths.ts";
import { createSourceReader } from "./sources.ts";
import type { SourceReader } from "./sources.ts";

/** The clock and the environment: read once at the entry, handed down. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A repository with everything a command needs to read or change its shared state. */
export interface Project {
  readonly repository: Repository;
  /** Name of the base branch, without `refs/heads/`. */
  readonly base: string;
  readonly forge: Forge;
  /** Where the state is shared: all of it is read and moved through here. */
  readonly refs: SharedRefs;
  /** Who claims here. */
  readonly runner: Runner;
  /** Whether what is pushed may change workflow files. */
  readonly pushesWorkflows: boolean;
  /** Whether one workstream runs at a time until a first pull request has landed. */
  readonly canary: boolean;
  /** Names of the secrets that agents can be given; undefined: they see this machine's environment. */
  readonly secrets: ReadonlySet<string> | undefined;
  readonly sources: SourceReader;
  readonly paths: StatePaths;
  readonly surroundings: Surroundings;
}

/** Opens the repository that holds `directory`; what is missing rejects as a CommandError with exit code 2. */
export async function openProject(directory: string, surroundings: Surroundings): Promise<Project> {
  const repository = await openRepository(directory);
  if (repository.kind !== "repository") throw new CommandError(2, repository.message);
  const base = await openBase(repository);
  return {
    repository,
    base: base.name,
    forge: createLocalForge(repository, { base: base.name, clock: surroundings.now, liveness }),
    refs: localRefs(repository),
    runner: thisProcess(),
    pushesWorkflows: true,
    canary: false,
    secrets: undefined,
    sources: createSourceReader(repository),
    paths: await openPaths(repository, surroundings),
    surroundings,
  };
}

/** Where attempts of this repository work. */
export async function openPaths(repository: Repository, surroundings: Surroundings): Promise<StatePaths> {
  return statePaths(repository.gitDir, await namedHome(repository, surroundings), surroundings.environment);
}

/** Where attempts work, if the user says so: the variable, else git's setting of this repository. */
async function namedHome(repository: Repository, { environment }: Surroundings): Promise<string | undefined> {
  return environment["WORKSTREAMS_HOME"] || readSetting(repository, "workstreams.home");
}

/**
 * The branch that the first claim started from, so that a later checkout changes nothing; before that the one that is
 * checked out. The configuration on it may name another one. Where there is none it rejects as a CommandError.
 */
export async function openBase(repository: Repository): Promise<Branch> {
  const [epoch] = await readRefs(repository, [EPOCH_REF]);
  const started = epoch === undefined ? undefined : parseEpoch(epoch.message);
  const recorded = started === undefined ? undefined : await defaultBranch(repository, started);
  const current = recorded?.kind === "branch" ? recorded : await defaultBranch(repository);
  if (current.kind !== "branch") throw new CommandError(2, current.message);
  const { base } = await configAt(repository, current.sha);
  if (base === undefined || base === current.name) return current;
  const configured = await defaultBranch(repository, base);
  if (configured.kind !== "branch") throw new CommandError(2, configured.message);
  return configured;
}

/** The configuration that a commit holds; the defaults where it holds none, or a wrong one. */
export async function configAt(repository: Repository, commit: Sha): Promise<Config> {
  const texts = await readFilesAt(
    repository,
    CONFIG_PATHS.map((path) => ({ commit, path })),
  );
  const files = CONFIG_PATHS.flatMap((path, index) => {
    const text = texts[index];
    return text === undefined ? [] : [{ path, text }];
  });
  return parseConfig(findConfigSource(files)).config;
}
