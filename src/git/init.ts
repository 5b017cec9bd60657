import { openGit } from "./git.ts";

export interface InitOptions {
  readonly branch: string;
  /** Of the first commit. */
  readonly message: string;
  /** Git's configuration of the repository, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Makes a folder, with the files it holds, into a repository whose first commit has all of them. */
export async function initRepository(directory: string, options: InitOptions): Promise<void> {
  const git = openGit(directory);
  await git.write(["init", "--quiet", `--initial-branch=${options.branch}`]);
  for (const [name, value] of Object.entries(options.settings)) await git.write(["config", name, value]);
  await git.write(["add", "--all"]);
  await git.write(["commit", "--quiet", "--no-gpg-sign", "-m", options.message]);
}
