import type { Sha } from "../../../src/state/facts.ts";
import { cleanTree } from "./git-store.ts";
import type { GitStore } from "./git-store.ts";
import type { Repository } from "./state.ts";

/** Puts each commit of the head on the one before, the first one on the base. The answer is the last one. */
export async function rebase(repository: Repository, head: Sha, base: Sha, at: number): Promise<Sha> {
  const { store } = repository;
  const commits = await store.git("rev-list", "--reverse", "--no-merges", `${base}..${head}`);
  let tip = base;
  for (const sha of commits.split("\n")) {
    const [author = "", message = ""] = (await store.git("log", "-1", "--format=%an%x00%B", sha)).split("\0");
    tip = await store.commitTree(await pick(store, sha, tip, at), [tip], message, author, at);
  }
  return tip;
}

/** What the commit changes, on top of another one: a merge of two made-up commits whose common parent is the commit's. */
async function pick(store: GitStore, sha: Sha, onto: Sha, at: number): Promise<Sha> {
  const trees = await store.git("rev-parse", `${sha}^^{tree}`, `${onto}^{tree}`, `${sha}^{tree}`);
  const [before = "", ours = "", theirs = ""] = trees.split("\n");
  const parent = await store.commitTree(before, [], "before", "GitHub", at);
  const [left, right] = await Promise.all(
    [ours, theirs].map((tree) => store.commitTree(tree, [parent], tree, "GitHub", at)),
  );
  return cleanTree(await store.mergeTree(left ?? "", right ?? ""));
}
