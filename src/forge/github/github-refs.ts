/** The refs that everybody shares, on GitHub; this machine has a mirror of them. */
import { readObjects } from "../../git/cat-file.ts";
import { GitError } from "../../git/git.ts";
import type { Mirror } from "../../git/mirror.ts";
import { updateRefs } from "../../git/refs.ts";
import type { RefUpdate } from "../../git/refs.ts";
import { readRemoteHead } from "../../git/remote-head.ts";
import type { Repository } from "../../git/repository.ts";
import type { SharedRefs } from "../../git/shared-refs.ts";
import type { Sha } from "../../state/facts.ts";
import { ForgeError } from "../forge.ts";
import { toGitForgeError } from "./git-errors.ts";
import { GITHUB_PACE, pause } from "./pace.ts";
import type { Pace } from "./pace.ts";
import { gitRemote } from "./place.ts";
import type { GithubPlace } from "./place.ts";

export interface GithubRefsOptions {
  readonly place: GithubPlace;
  /** By default as GitHub asks for it. */
  readonly pace?: Pace;
}

/** The refs of a repository on GitHub. */
export interface GithubRefs extends SharedRefs {
  /** The name of its default branch, such as `main`; one without any commit is refused. */
  defaultBranch(): Promise<string>;
}

export function createGithubRefs(repository: Mirror, options: GithubRefsOptions): GithubRefs {
  const { url } = gitRemote(options.place);
  const pace = options.pace ?? GITHUB_PACE;
  return {
    list: (prefixes) => patiently(pace, () => listRemote(repository, url, prefixes)),
    async fetch(prefixes, commits) {
      await patiently(pace, () => fetchRefs(repository, url, prefixes));
      await patiently(pace, () => fetchCommits(repository, url, commits));
    },
    update: (updates) => patiently(pace, () => pushUpdates(repository, url, updates)),
    async defaultBranch() {
      const branch = await patiently(pace, () => readRemoteHead(repository, url));
      if (branch !== undefined) return branch;
      throw new ForgeError("refused", "the repository has no commits yet: commit the workstream files first");
    },
  };
}

const TRIES = 3;

/** Faults of the network pass: all that is done here may be done again. */
async function patiently<T>(pace: Pace, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const known = toGitForgeError(error);
      if (known.kind !== "retry" || tries === TRIES) throw known;
    }
    await pause(pace, tries);
  }
}

/** Lines of name and object, as listRefs prints them. */
async function listRemote(repository: Mirror, url: string, prefixes: readonly string[]): Promise<string> {
  const patterns = prefixes.flatMap((prefix) => (prefix.endsWith("/") ? [`${prefix}*`] : [prefix, `${prefix}/*`]));
  const output = await repository.remote.read(["ls-remote", "--refs", "--", url, ...patterns]);
  const lines = output.split("\n").flatMap((line) => {
    const [sha, name] = line.split("\t");
    // A pattern matches the end of a longer name, too.
    return name !== undefined && prefixes.some((prefix) => isBelow(name, prefix)) ? [`${name} ${sha}\n`] : [];
  });
  return lines.toSorted().join("");
}

function isBelow(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

const FETCH = ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"];

async function fetchRefs(repository: Mirror, url: string, prefixes: readonly string[]): Promise<void> {
  if (prefixes.length === 0) return;
  const refspecs = prefixes.map((prefix) => (prefix.endsWith("/") ? `+${prefix}*:${prefix}*` : `+${prefix}:${prefix}`));
  await repository.remote.write([...FETCH, "--", url, ...refspecs]);
}

/** What no ref brought: heads of forks, commits that a force-push left behind. What GitHub has no more, it leaves out. */
async function fetchCommits(repository: Mirror, url: string, commits: readonly Sha[]): Promise<void> {
  let missing = await missingCommits(repository, commits);
  while (missing.length > 0) {
    try {
      await repository.remote.write([...FETCH, "--stdin", "--", url], `${missing.join("\n")}\n`);
      return;
    } catch (error) {
      const gone = error instanceof GitError ? NOT_THERE.exec(error.stderr)?.[1] : undefined;
      if (gone === undefined || !missing.includes(gone)) throw error;
      missing = missing.filter((sha) => sha !== gone);
    }
  }
}

const NOT_THERE = /(?:not our ref|couldn't find remote ref|unadvertised object) ([0-9a-f]{40})/;

async function missingCommits(repository: Repository, commits: readonly Sha[]): Promise<readonly Sha[]> {
  const wanted = [...new Set(commits)];
  const found = await readObjects(
    repository,
    wanted.map((name) => ({ want: "info", name })),
  );
  return wanted.filter((_, index) => found[index] === undefined);
}

/**
 * One atomic push with a lease on each ref whose old value is given. Where it fails, what is there now decides: all of it
 * as we want it means that the push went through and only its answer was lost.
 */
async function pushUpdates(repository: Mirror, url: string, updates: readonly RefUpdate[]): Promise<"done" | "stale"> {
  const leases = updates.flatMap(({ ref, old }) =>
    old === undefined ? [] : [`--force-with-lease=${ref}:${old === "none" ? "" : old}`],
  );
  const refspecs = updates.map(printRefspec);
  try {
    await repository.remote.write(["push", "--quiet", "--porcelain", "--atomic", ...leases, "--", url, ...refspecs]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const outcome = await readOutcome(repository, url, updates);
    if (outcome === "stale") return "stale";
    if (outcome === "open") throw error;
  }
  await followUpdates(repository, updates);
  return "done";
}

/** By a plus where any old value will do. A lease permits the rest. */
function printRefspec({ ref, old, new: value }: RefUpdate): string {
  if (value === "deleted") return `:${ref}`;
  return `${old === undefined ? "+" : ""}${value}:${ref}`;
}

/** `open`: nothing has happened, and nobody stands in the way. */
async function readOutcome(
  repository: Mirror,
  url: string,
  updates: readonly RefUpdate[],
): Promise<"done" | "stale" | "open"> {
  const lines = await listRemote(
    repository,
    url,
    updates.map(({ ref }) => ref),
  );
  const now = new Map(lines.split("\n").map((line) => [line.slice(0, -41), line.slice(-40)]));
  const isAt = (ref: string, value: Sha) => (now.get(ref) ?? "none") === (value === "deleted" ? "none" : value);
  // Where one that must not have existed is what only we can have made of it, the push went through as a whole.
  const isOurs = updates.some((update) => update.old === "none" && isAt(update.ref, update.new));
  if (isOurs || updates.every((update) => isAt(update.ref, update.new))) return "done";
  return updates.every(({ ref, old }) => old === undefined || isAt(ref, old)) ? "open" : "stale";
}

/** The mirror at once shows what we know to be there. */
async function followUpdates(repository: Repository, updates: readonly RefUpdate[]): Promise<void> {
  const moves = updates.map((update) => ({ ref: update.ref, old: undefined, new: update.new }));
  const result = await updateRefs(repository, moves);
  if (result === "stale") throw new ForgeError("retry", "the mirror of the repository was changed by somebody else");
}
