import { introducedBy, isAncestor, unreachable } from "../../git/ancestry.ts";
import { readRefs } from "../../git/refs.ts";
import type { Ref } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { Sha } from "../../state/facts.ts";
import { FORGE_REF } from "../../state/names.ts";
import { ForgeError } from "../forge.ts";
import type { ForgeState, PullFile } from "./files.ts";
import type { Store } from "./store.ts";

/** What the forge's ref and git together say at one moment. */
export interface LocalFacts {
  readonly base: Sha;
  /** The commit that the state is from. */
  readonly forge: Sha | undefined;
  /** By full ref name. */
  readonly heads: ReadonlyMap<string, Sha>;
  readonly state: ForgeState;
  /** Every pull request as it is now, ascending numbers. */
  readonly pulls: readonly PullFile[];
  /** Those of them that git alone has merged and the forge's files do not say so yet. */
  readonly unrecorded: readonly PullFile[];
}

export function headRef(branch: string): string {
  return `refs/heads/${branch}`;
}

export async function readFacts(repository: Repository, store: Store, baseBranch: string): Promise<LocalFacts> {
  const names = [headRef(baseBranch), headRef("workstreams/")];
  const first = await readRefs(repository, [...names, FORGE_REF]);
  const forge = first.find((ref) => ref.name === FORGE_REF)?.sha;
  // Git reads the branches first: one that the forge speaks of may have come between the two.
  const refs = store.knows(forge) ? first : await readRefs(repository, names);
  const state = await store.read(forge);
  const heads = new Map(refs.map((ref: Ref) => [ref.name, ref.sha]));
  const base = heads.get(headRef(baseBranch));
  if (base === undefined) {
    throw new ForgeError("refused", `the base branch ${baseBranch} does not exist: create it, or configure another`);
  }
  const pulls = await derivePulls(repository, state, heads, base);
  const unrecorded = pulls.filter((pull) => isMergedByGit(pull, state));
  return { base, forge, heads, state, pulls, unrecorded };
}

function isMergedByGit(pull: PullFile, state: ForgeState): boolean {
  return pull.state === "merged" && state.pulls.get(pull.number)?.state === "open";
}

/** Closed and merged ones are as they were written; what people did to the branch of an open one shows at once. */
async function derivePulls(
  repository: Repository,
  state: ForgeState,
  heads: ReadonlyMap<string, Sha>,
  base: Sha,
): Promise<readonly PullFile[]> {
  const written = [...state.pulls.values()].toSorted((a, b) => a.number - b.number);
  const open = written.filter((pull) => pull.state === "open");
  const tips = new Map(open.map((pull) => [pull.number, heads.get(headRef(pull.branch)) ?? pull.head]));
  const outside = await unreachable(repository, [...tips.values()], base);
  return Promise.all(
    written.map(async (pull) => {
      const head = tips.get(pull.number);
      if (head === undefined) return pull;
      if (outside.has(head)) return withHead(pull, head, heads.has(headRef(pull.branch)) ? "open" : "closed");
      return deriveContained(repository, pull, head, base);
    }),
  );
}

/** One whose head the base contains is merged, unless its branch was moved back to where the base already was. */
async function deriveContained(repository: Repository, pull: PullFile, head: Sha, base: Sha): Promise<PullFile> {
  if (await isAncestor(repository, head, pull.base)) return withHead(pull, pull.head, "closed");
  const { sha, at } = await introducedBy(repository, head, base);
  return { ...withHead(pull, head, "merged"), mergedAs: sha, closedAt: at };
}

function withHead(pull: PullFile, head: Sha, state: PullFile["state"]): PullFile {
  return { ...pull, head, state };
}
