import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where attempts work on this machine: outside the repository, because agents treat `.git` folders specially. */
export interface StatePaths {
  readonly root: string;
  /** Coding-agent CLIs that we installed, of all repositories together. */
  readonly programs: string;
}

/** Everything that belongs to one attempt on this machine. */
export interface AttemptPaths {
  readonly directory: string;
  /** The agent's own worktree. */
  readonly tree: string;
  /** The agent's private home. */
  readonly home: string;
  /** A fresh worktree for the acceptance tests. */
  readonly verifyTree: string;
  readonly promptFile: string;
  readonly workstreamFile: string;
  /** Tells a later run which processes a killed one left behind. */
  readonly groupFile: string;
  readonly logFile: string;
}

/** The folder that the user names, else `workstreams/` in `XDG_STATE_HOME` or `~/.local/state`; one per repository. */
export function statePaths(gitDir: string, named: string | undefined, environment: Environment): StatePaths {
  const state = environment["XDG_STATE_HOME"] || join(environment["HOME"] || homedir(), ".local", "state");
  const root = resolve(named ?? join(state, "workstreams"));
  const name = basename(gitDir) === ".git" ? basename(dirname(gitDir)) : basename(gitDir, ".git");
  const hash = createHash("sha256").update(gitDir).digest("hex").slice(0, 12);
  const cache = environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache");
  return {
    root: join(root, `${name.replaceAll(/[^A-Za-z0-9._-]/g, "_")}-${hash}`),
    programs: join(cache, "workstreams", "programs"),
  };
}

/** Where the files of a worktree stay that git could not commit; the claim makes it unique. */
export function keptFolder(paths: StatePaths, id: string, number: number, claim: string): string {
  return join(paths.root, "kept", `${id}-${number}-${claim.slice(0, 12)}`);
}

export function attemptPaths(paths: StatePaths, id: string, number: number): AttemptPaths {
  const directory = join(paths.root, "attempts", id, String(number));
  return {
    directory,
    tree: join(directory, "tree"),
    home: join(directory, "home"),
    verifyTree: join(directory, "verify"),
    promptFile: join(directory, "prompt.md"),
    workstreamFile: join(directory, "workstream.json"),
    groupFile: join(directory, "processes.json"),
    logFile: join(paths.root, "logs", id, `${number}.log`),
  };
}
