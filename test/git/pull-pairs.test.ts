/** That no two pull requests conflict which are not tried: on real commits, by git's own answer. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPairs } from "../../src/decide/pull-pairs.ts";
import { writeCommits } from "../../src/git/commits.ts";
import { changesBetween } from "../../src/git/diff.ts";
import { mergeTrees } from "../../src/git/merge.ts";
import type { Change, Pull } from "../../src/state/facts.ts";
import { createOpened } from "../support/open-repository.ts";
import { pull } from "../support/builders.ts";

const text = (name: string): string => Array.from({ length: 12 }, (_, line) => `${name} ${line}\n`).join("");
const BASE: ReadonlyMap<string, string> = new Map(
  ["a.txt", "b.txt", "lib/one.txt", "lib/two.txt", "lib/deep/three.txt", "docs/x.txt"].map((path) => [
    path,
    text(path),
  ]),
);
const FOLDERS = ["lib", "lib/deep", "docs"];

type Step =
  | { readonly kind: "edit" | "delete"; readonly pick: number; readonly line: number }
  | { readonly kind: "add"; readonly path: string }
  | { readonly kind: "rename"; readonly pick: number; readonly to: string }
  | { readonly kind: "move"; readonly folder: string; readonly to: string };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("edit" as const, "delete" as const), pick: fc.nat(5), line: fc.nat(11) }),
  fc.record({
    kind: fc.constant("add" as const),
    path: fc.constantFrom(
      "lib/new.txt",
      "lib/deep/new.txt",
      "docs/new.txt",
      "other",
      "other/new.txt",
      "a.txt/inside.txt",
    ),
  }),
  fc.record({
    kind: fc.constant("rename" as const),
    pick: fc.nat(5),
    to: fc.constantFrom("c.txt", "lib/c.txt", "far/c.txt"),
  }),
  fc.record({
    kind: fc.constant("move" as const),
    folder: fc.constantFrom(...FOLDERS),
    to: fc.constantFrom("src", "other", "docs/old"),
  }),
);

/** The files that differ after these steps; undefined: gone. */
function apply(steps: readonly Step[]): ReadonlyMap<string, string | undefined> {
  const files = new Map(BASE);
  for (const step of steps) {
    const paths = [...files.keys()];
    if (step.kind === "add") {
      for (const path of paths)
        if (step.path.startsWith(`${path}/`) || path.startsWith(`${step.path}/`)) files.delete(path);
      files.set(step.path, text(`new ${step.path}`));
    } else if (step.kind === "move") {
      for (const path of paths.filter((each) => each.startsWith(`${step.folder}/`)))
        move(path, path.replace(step.folder, step.to));
    } else {
      const path = paths[step.pick % paths.length] ?? "";
      const old = files.get(path) ?? "";
      if (step.kind === "delete") files.delete(path);
      else if (step.kind === "rename") move(path, step.to);
      else files.set(path, old.replace(` ${step.line}\n`, ` ${step.line} edited\n`));
    }
  }
  const paths = new Set([...BASE.keys(), ...files.keys()]);
  return new Map(
    [...paths].filter((path) => BASE.get(path) !== files.get(path)).map((path) => [path, files.get(path)]),
  );

  function move(from: string, to: string): void {
    const content = files.get(from);
    files.delete(from);
    if (content !== undefined) files.set(to, content);
  }
}

describe("pairs of pull requests", () => {
  test("that git can't merge are all found by what the two change", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", Object.fromEntries(BASE));
    const samples = fc.sample(fc.array(anyStep, { minLength: 1, maxLength: 3 }), { numRuns: 120, seed: 4 });
    const drafts = samples.map((steps, index) => {
      const files = Array.from(apply(steps), ([path, content]) => ({ path, text: content }));
      // What goes away goes first: a file may take the place of a folder.
      const ordered = files.toSorted((a, b) => Number(a.text !== undefined) - Number(b.text !== undefined));
      return { parents: [base], message: `pull ${index}`, files: ordered };
    });
    const heads = await writeCommits(repository, drafts);
    const changes = await Promise.all(heads.map((head) => changesBetween(repository, base, head)));
    const pulls = heads.map((head, index) => pull({ number: index + 1, head, changes: changes[index] ?? [] }));

    const all = pulls.flatMap((a, index) => pulls.slice(index + 1).map((b) => ({ a, b })));
    const merges = await mergeTrees(
      repository,
      all.map(({ a, b }) => ({ ours: a.head, theirs: b.head })),
    );
    const conflicting = all.filter((_, index) => merges[index]?.kind === "conflict");
    const tried = new Set(findPairs(pulls, "sensitive").map(({ a, b }) => `${a.number} ${b.number}`));
    const missed = conflicting.filter(({ a, b }) => !tried.has(`${a.number} ${b.number}`));
    expect(missed.map(({ a, b }) => [samples[a.number - 1], samples[b.number - 1]])).toEqual([]);
    expect(conflicting.length).toBeGreaterThan(1_000);
    expect(tried.size).toBeLessThan(all.length);
  });

  test("without a path in common: a folder that one renames, to which the other adds a file", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", Object.fromEntries(BASE));
    await user.git("mv", "docs", "manual");
    const renamed = await user.commit("rename");
    await user.git("checkout", "--quiet", "--detach", base);
    const added = await user.commit("add", { "docs/new.txt": "new\n" });
    const pulls = await Promise.all(
      [renamed, added].map(async (head, index) =>
        pull({ number: index + 1, head, changes: await changesBetween(repository, base, head) }),
      ),
    );
    expect(findPairs(pulls, "sensitive")).toMatchObject([
      { a: { number: 1 }, b: { number: 2 }, shared: [], added: ["docs/new.txt"] },
    ]);
    const [merge] = await mergeTrees(repository, [{ ours: renamed, theirs: added }]);
    expect(merge).toMatchObject({ kind: "conflict", paths: ["manual/new.txt"] });
  });

  test("of people alone are not looked at, and of no two that have nothing to do with each other", () => {
    const change = { path: "a.txt", kind: "modified", mode: "100644", bytes: 1, target: undefined } as const;
    const [ours, theirs] = [
      pull({ number: 1, changes: [change] }),
      pull({ number: 2, id: undefined, changes: [change] }),
    ];
    const found = (...pulls: readonly Pull[]) => findPairs(pulls, "sensitive");
    expect(found(theirs, pull({ number: 3, id: undefined, changes: [change] }))).toEqual([]);
    expect(found(theirs, ours)).toMatchObject([{ a: { number: 1 }, b: { number: 2 }, shared: ["a.txt"] }]);
    expect(found(ours, pull({ number: 4, changes: [{ ...change, path: "b.txt" }] }))).toEqual([]);
    expect(found(ours, pull({ number: 5, state: "closed", changes: [change] }))).toEqual([]);
  });

  test("share paths that differ by case only where case is ignored, folders among them", () => {
    const change = (path: string, kind: Change["kind"]): Change => ({
      path,
      kind,
      mode: "100644",
      bytes: 1,
      target: undefined,
    });
    const pulls = [
      pull({ number: 1, changes: [change("src/A.ts", "added"), change("Lib", "modified")] }),
      pull({ number: 2, changes: [change("src/a.ts", "added")] }),
      pull({ number: 3, changes: [change("lib/x.ts", "modified")] }),
      pull({ number: 4, changes: [change("docs/x.md", "deleted"), change("manual/x.md", "added")] }),
      pull({ number: 5, changes: [change("Docs/y.md", "added")] }),
    ];
    expect(findPairs(pulls, "sensitive")).toEqual([]);
    expect(findPairs(pulls, "insensitive")).toMatchObject([
      { a: { number: 1 }, b: { number: 2 }, shared: ["src/A.ts"] },
      { a: { number: 1 }, b: { number: 3 }, shared: ["lib/x.ts"] },
      { a: { number: 4 }, b: { number: 5 }, shared: [], added: ["Docs/y.md"] },
    ]);
  });
});
