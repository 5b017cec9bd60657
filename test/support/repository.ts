import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Sha } from "../../src/state/facts.ts";

// For this whole process, and so for the code under test: nobody's own git configuration decides a test.
process.env["GIT_CONFIG_GLOBAL"] = devNull;
process.env["GIT_CONFIG_NOSYSTEM"] = "1";

/** A real git repository in a temporary folder. */
export interface TestRepository {
  /** Its absolute path, without symbolic links. */
  readonly directory: string;
  /** Runs git there; the answer is its output without the last newline. Rejects where git fails. */
  git(...args: readonly string[]): Promise<string>;
  /** Writes files of the working tree, by path from the root, and the folders above them. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Commits everything in the working tree, after writing `files`; a commit without changes is fine. */
  commit(message: string, files?: Readonly<Record<string, string>>): Promise<Sha>;
  remove(): Promise<void>;
}

/** A new repository without commits. A bare one takes commits by push only. */
export async function createRepository(options: { bare?: boolean; branch?: string } = {}): Promise<TestRepository> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "workstreams-test-")));
  const repository = openTestRepository(directory);
  await repository.git(
    "init",
    "--quiet",
    `--initial-branch=${options.branch ?? "main"}`,
    ...(options.bare ? ["--bare"] : []),
  );
  return repository;
}

/** The same for a folder that is a repository already, such as a clone or a worktree. */
export function openTestRepository(directory: string): TestRepository {
  async function git(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa("git", ["-c", "gc.auto=0", ...args], {
      cwd: directory,
      env: IDENTITY,
    });
    return stdout;
  }
  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
  }
  async function commit(message: string, files: Readonly<Record<string, string>> = {}): Promise<Sha> {
    await write(files);
    await git("add", "--all");
    await git("commit", "--quiet", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD");
  }
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  return { directory, git, write, commit, remove };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};
