import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Sha } from "../state/facts.ts";
import { branchId } from "../state/names.ts";
import { GitError, openGit } from "./git.ts";
import type { Git } from "./git.ts";
import type { Surroundings } from "./git-environment.ts";
import { OLDEST_GIT, isTooOld } from "./git-version.ts";

/** A git repository on this machine, with or without a working tree. */
export interface Repository {
  readonly kind: "repository";
  /** The working tree's root; of a bare repository the repository itself. Absolute. */
  readonly root: string;
  /** Where refs and objects are, shared by all worktrees. Absolute. */
  readonly gitDir: string;
  readonly bare: boolean;
  /** Git on refs and objects, whatever the working tree looks like. */
  readonly git: Git;
}

/** Why there is nothing to work with. The message says what to do next. */
export interface RepositoryProblem {
  readonly kind:
    | "no-git"
    | "git-too-old"
    | "not-a-repository"
    | "unsupported-format"
    | "no-commits"
    | "base-missing"
    | "base-unclear";
  readonly message: string;
}

/** A branch that exists. */
export interface Branch {
  readonly kind: "branch";
  readonly name: string;
  readonly sha: Sha;
}

/** Opens the repository that `directory` is in; any folder of it will do. */
export async function openRepository(
  directory: string,
  surroundings: Surroundings = "machine",
): Promise<Repository | RepositoryProblem> {
  const start = resolve(directory);
  if (!(await isDirectory(start))) {
    return problem("not-a-repository", `${start} is not a folder: name a folder of a git repository`);
  }
  const git = openGit(start, {}, surroundings);
  try {
    const [version, lines] = await Promise.all([git.ask(["version"]), git.ask(PLACE)]);
    return await readRepository(git, start, version, lines.split("\n"));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/ENOENT/.test(error.message)) return problem("no-git", `git was not found: install git ${OLDEST_GIT} or newer`);
    return problem("not-a-repository", notARepository(start, error));
  }
}

const PLACE = [
  "rev-parse",
  "--path-format=absolute",
  "--show-object-format",
  "--is-bare-repository",
  "--is-inside-work-tree",
  "--git-common-dir",
];

async function readRepository(
  git: Git,
  start: string,
  version: string,
  [format, bareText, inside, gitDir = ""]: readonly string[],
): Promise<Repository | RepositoryProblem> {
  if (isTooOld(version)) {
    return problem("git-too-old", `${version.trim()} is too old: install git ${OLDEST_GIT} or newer`);
  }
  if (format !== "sha1") {
    return problem("unsupported-format", `${start} names its objects by ${format}: only sha1 is supported`);
  }
  const bare = bareText === "true";
  const root = inside === "true" ? (await git.ask(["rev-parse", "--show-toplevel"])).trimEnd() : outside(gitDir, bare);
  return { kind: "repository", root, gitDir, bare, git: git.at(gitDir, { GIT_DIR: gitDir }) };
}

function outside(gitDir: string, bare: boolean): string {
  return bare ? gitDir : dirname(gitDir);
}

/**
 * The branch that work starts from and merges into: the configured one, else the one that is checked out in the
 * repository's main working tree.
 */
export async function defaultBranch(repository: Repository, configured?: string): Promise<Branch | RepositoryProblem> {
  const name = configured ?? (await checkedOut(repository));
  if (name === undefined) {
    return problem("base-unclear", `HEAD is not on a branch: check one out, or name the base ${WHERE}`);
  }
  if (configured === undefined && branchId(name) !== undefined) {
    return problem("base-unclear", `HEAD is on ${name}, an agent's work: check out the base, or name it ${WHERE}`);
  }
  const heads = await repository.git.query(["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads"]);
  const line = heads
    .toString()
    .split("\n")
    .find((text) => text.slice(41) === `refs/heads/${name}`);
  if (line !== undefined) return { kind: "branch", name, sha: line.slice(0, 40) };
  return heads.length === 0
    ? problem("no-commits", `${repository.root} has no commits yet: commit the workstream files first`)
    : problem("base-missing", `there is no branch ${name}: create it, or name the base ${WHERE}`);
}

const WHERE = "as `base:` in the configuration";

async function checkedOut(repository: Repository): Promise<string | undefined> {
  try {
    const ref = (await repository.git.ask(["symbolic-ref", "--quiet", "HEAD"])).trimEnd();
    return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}

function notARepository(start: string, error: GitError): string {
  // Git's own words name the setting, for example of a repository that somebody else owns.
  if (!/not a git repository/.test(error.stderr)) return error.message;
  return `${start} is not in a git repository: change to one, or create it with \`git init\` and a first commit`;
}

function problem(kind: RepositoryProblem["kind"], message: string): RepositoryProblem {
  return { kind, message };
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** One value of git's configuration; undefined where it is not set, or empty. */
export async function readSetting(repository: Repository, name: string): Promise<string | undefined> {
  try {
    return (await repository.git.query(["config", "--get", name])).toString().trim() || undefined;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}
