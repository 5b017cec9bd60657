import { openGit } from "./git.ts";

/** Makes a folder, with the files it holds, into a repository whose first commit on `branch` has all of them. */
export async function initRepository(directory: string, branch: string, message: string): Promise<void> {
  const git = openGit(directory);
  await git.write(["init", "--quiet", `--initial-branch=${branch}`]);
  await git.write(["add", "--all"]);
  await git.write(["commit", "--quiet", "--no-gpg-sign", "-m", message]);
}
