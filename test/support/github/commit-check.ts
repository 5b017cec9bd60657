import type { Sha } from "../../../src/state/facts.ts";
import { runGit } from "./run-git.ts";

/** Whether commits are there. What is asked at the same time is asked of one process; what is there stays there. */
export function createCommitCheck(directory: string): (sha: Sha) => Promise<boolean> {
  const known = new Set<Sha>();
  let asking: { readonly shas: Set<Sha>; readonly answer: Promise<ReadonlySet<Sha>> } | undefined;
  async function ask(shas: ReadonlySet<Sha>): Promise<ReadonlySet<Sha>> {
    await new Promise((resolve) => setImmediate(resolve));
    asking = undefined;
    const output = await runGit(directory, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], {
      input: [...shas].map((sha) => `${sha}\n`).join(""),
    });
    const commits = output.split("\n").filter((line) => line.endsWith(" commit"));
    const found = new Set(commits.map((line) => line.slice(0, 40)));
    for (const sha of found) known.add(sha);
    return found;
  }
  return async (sha) => {
    if (known.has(sha)) return true;
    if (!/^[0-9a-f]{40}$/.test(sha)) return false;
    if (asking === undefined) {
      const shas = new Set<Sha>();
      asking = { shas, answer: ask(shas) };
    }
    asking.shas.add(sha);
    return (await asking.answer).has(sha);
  };
}
