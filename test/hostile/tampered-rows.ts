/** What an agent job stores that is not ours any more: in the place of a bundle, or of a whole artifact. */
import type { FailureCode } from "../../src/state/failure.ts";
import type { Sha } from "../../src/state/facts.ts";
import { BUNDLE_REF, deltaBomb, forgeBundle } from "../support/forged-bundle.ts";
import { treeBomb, treeEntry, wideTree, writeRaw } from "../support/hostile-trees.ts";
import type { TestRepository } from "../support/repository.ts";
import { makeZip } from "../support/zip.ts";
import type { ZipEntry } from "../support/zip.ts";

/** Where the forger works: a clone that has the claim. */
export interface Forge {
  readonly user: TestRepository;
  readonly claim: Sha;
  /** The folder that the workstream may change. */
  readonly own: string;
}

/** An artifact, and the head that the job's output names. */
export interface Forged {
  readonly head: Sha;
  readonly archive: Buffer;
  readonly mimeType?: string;
  readonly name?: string;
}

export interface TamperedRow {
  readonly name: string;
  readonly make: (forge: Forge) => Promise<Forged>;
  readonly code: FailureCode;
  readonly words: RegExp;
  /** What is wrong concerns the one who pushes: its tests may run. */
  readonly isTested?: boolean;
}

const zipOf = (bundle: Buffer | string, ...others: readonly ZipEntry[]) =>
  makeZip([
    { name: "output.txt", content: "\u001B[31msaid\u0007\r\n" },
    { name: "work.bundle", content: bundle },
    ...others,
  ]);

/** A commit of this tree on the claim, and a bundle of it and everything new below. */
async function forgeTree({ user, claim }: Forge, tree: Sha, parents: readonly Sha[] = [claim]): Promise<Forged> {
  const head = await user.git("commit-tree", tree, ...parents.flatMap((each) => ["-p", each]), "-m", "forged");
  const objects = (await user.git("rev-list", "--objects", "--no-object-names", head, `^${claim}`)).split("\n");
  const bundle = forgeBundle(user, { lines: [`-${claim}`, `${head} ${BUNDLE_REF}`], objects });
  return { head, archive: zipOf(bundle) };
}

/** What an honest agent would have left. */
export async function honest(
  forge: Forge,
  more: readonly ZipEntry[] = [],
): Promise<Forged & { readonly bundle: Buffer }> {
  const { user, claim, own } = forge;
  await user.git("checkout", "--quiet", "--detach", claim);
  const head = await user.commit("work", { [`${own}/x.txt`]: "x\n" });
  const objects = (await user.git("rev-list", "--objects", "--no-object-names", head, `^${claim}`)).split("\n");
  const bundle = forgeBundle(user, { lines: [`-${claim}`, `${head} ${BUNDLE_REF}`], objects });
  return { head, bundle, archive: zipOf(bundle, ...more) };
}

/** The claim's tree with one more entry. */
async function withEntry({ user, claim }: Forge, entry: Buffer): Promise<Sha> {
  const raw = await user.git("ls-tree", "-z", claim);
  const entries = raw
    .split("\0")
    .slice(0, -1)
    .map((line) => {
      const [, mode = "", object = "", name = ""] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(line) ?? [];
      return treeEntry(mode.replace(/^0/, ""), name, object);
    });
  return writeRaw(user, "tree", Buffer.concat([...entries, entry]));
}

const internal = (name: string, words: RegExp, make: TamperedRow["make"]): TamperedRow => ({
  name,
  make,
  code: "internal",
  words,
});

const protectedRow = (name: string, words: RegExp, make: TamperedRow["make"]): TamperedRow => ({
  name,
  make,
  code: "protected",
  words,
});

const PATHS = ["..", ".git", ".GIT", "git~1", ".g\u200Cit", ".git::$INDEX_ALLOCATION", "a/b", "/etc"].map((name) =>
  internal(
    `a tree with the entry ${JSON.stringify(name)}`,
    /^git refuses it: .*(?:hasDot|contains|[Ff]ullPath)/i,
    async (forge) => {
      const blob = writeRaw(forge.user, "blob", "x");
      return forgeTree(forge, await withEntry(forge, treeEntry("100644", name, blob)));
    },
  ),
);

const BUNDLES: readonly TamperedRow[] = [
  internal("no bundle at all", /^it is no bundle of git/, async (forge) => ({
    ...(await honest(forge)),
    archive: zipOf("#!/bin/sh\ntouch pwned\n"),
  })),
  internal("half a bundle", /^git refuses it: /, async (forge) => {
    const made = await honest(forge);
    return { ...made, archive: zipOf(made.bundle.subarray(0, made.bundle.length - 30)) };
  }),
  internal("another head than the one that it names", /^it ends in [0-9a-f]{40} instead of/, async (forge) => ({
    ...(await honest(forge)),
    head: "1".repeat(40),
  })),
  internal("more refs than one", /^it holds 2 refs instead of one/, async (forge) => {
    const { head } = await honest(forge);
    const lines = [`-${forge.claim}`, `${head} ${BUNDLE_REF}`, `${head} refs/heads/main`];
    return { head, archive: zipOf(forgeBundle(forge.user, { lines, objects: [head] })) };
  }),
  internal("a branch for a ref", /^it holds a ref with a name that we don't give/, async (forge) => {
    const { head } = await honest(forge);
    const lines = [`-${forge.claim}`, `${head} refs/heads/main`];
    return { head, archive: zipOf(forgeBundle(forge.user, { lines, objects: [head] })) };
  }),
  internal("commits on top of others than the claim", /^it builds on commits that are not in this/, async (forge) => {
    const { head } = await honest(forge);
    const lines = [`-${"2".repeat(40)}`, `${head} ${BUNDLE_REF}`];
    return { head, archive: zipOf(forgeBundle(forge.user, { lines, objects: [head] })) };
  }),
  internal("objects that lack what they point at", /^git refuses it: /, async (forge) => {
    const { head } = await honest(forge);
    const lines = [`-${forge.claim}`, `${head} ${BUNDLE_REF}`];
    return { head, archive: zipOf(forgeBundle(forge.user, { lines, objects: [head] })) };
  }),
  internal("another history", /^its head does not descend from the claim/, async (forge) => {
    const { user } = forge;
    return forgeTree(forge, await user.git("rev-parse", `${forge.claim}^{tree}`), []);
  }),
];

const ARCHIVES: readonly TamperedRow[] = [
  internal("an archive without a bundle", /^there is no such file/, async (forge) => ({
    ...(await honest(forge)),
    archive: makeZip([{ name: "../work.bundle.txt", content: "x" }]),
  })),
  internal("a folder in the bundle's place", /^it is not a regular file/, async (forge) => ({
    ...(await honest(forge)),
    archive: makeZip([{ name: "work.bundle/", content: "" }]),
  })),
  internal("a link in the bundle's place", /^it is no bundle of git/, async (forge) => ({
    ...(await honest(forge)),
    archive: makeZip([{ name: "work.bundle", content: "/etc/passwd", mode: 0o120777 }]),
  })),
  internal("an artifact that is no archive, with a command for its name", /^there is no such file/, async (forge) => ({
    ...(await honest(forge)),
    mimeType: "text/plain",
    name: "x\n::add-mask::true\n##[add-mask]true",
  })),
];

const BOMBS: readonly TamperedRow[] = [
  protectedRow("a million files", /^changes more than 3000 files/, async (forge) =>
    forgeTree(forge, await withEntry(forge, treeEntry("40000", "zz", wideTree(forge.user, 1_000_000)))),
  ),
  protectedRow("ten objects that are ten billion files", /^changes more than 3000 files/, async (forge) =>
    forgeTree(forge, await withEntry(forge, treeEntry("40000", "zz", treeBomb(forge.user, 10)))),
  ),
  internal("a few kibibytes that are gigabytes", /more memory or time for it than it is given/, async (forge) => {
    const { head } = await honest(forge);
    return { head, archive: zipOf(deltaBomb(head, 3000)) };
  }),
  protectedRow("a link as long as a film", /links out of the repository/, async (forge) => {
    const link = writeRaw(forge.user, "blob", Buffer.alloc(120 * 1024 * 1024, "x"));
    return forgeTree(forge, await withEntry(forge, treeEntry("120000", "zz", link)));
  }),
  {
    name: "a workflow in a commit, gone again in the next",
    code: "protected",
    words: /a commit on the way changes a workflow/,
    isTested: true,
    make: async (forge) => {
      const { user, claim, own } = forge;
      await user.git("checkout", "--quiet", "--detach", claim);
      await user.commit("workflow", { ".github/workflows/evil.yml": "on: push\n" });
      await user.git("rm", "--quiet", ".github/workflows/evil.yml");
      const last = await user.commit("work", { [`${own}/x.txt`]: "x\n" });
      return forgeTree(forge, await user.git("rev-parse", `${last}^{tree}`), [last]);
    },
  },
];

export const TAMPERED: readonly TamperedRow[] = [...BUNDLES, ...PATHS, ...ARCHIVES, ...BOMBS];
