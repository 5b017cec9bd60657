/** Pairs over which some versions of git break down: https://github.com/gitgitgadget/git/pull/1943. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeCommits } from "../../src/git/commits.ts";
import { mergeTrees } from "../../src/git/merge.ts";
import { createOpened } from "../support/open-repository.ts";

const text = (name: string): string => Array.from({ length: 12 }, (_, line) => `${name} ${line}\n`).join("");

/** Files by path, each with the text that it began with. */
type Files = ReadonlyMap<string, string>;
const BASE: Files = new Map(
  ["a", "b", "ext/z", "ext/y", "ext/in/x", "lib/w", "lib/in/v"].map((path) => [path, text(path)]),
);
const PLACES = ["", "ext/", "ext/in/", "lib/", "lib/in/", "new/"];

type Step =
  | { readonly kind: "delete"; readonly pick: number }
  | { readonly kind: "move"; readonly pick: number; readonly to: string; readonly name: string | undefined }
  | { readonly kind: "move-folder"; readonly from: string; readonly to: string };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), pick: fc.nat(6) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("move" as const),
      pick: fc.nat(6),
      to: fc.constantFrom(...PLACES),
      name: fc.option(fc.constantFrom("a", "z", "x"), { nil: undefined }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("move-folder" as const),
      from: fc.constantFrom(...PLACES.slice(1, 5)),
      to: fc.constantFrom(...PLACES),
    }),
  },
);

function apply(steps: readonly Step[]): Files {
  const files = new Map(BASE);
  const move = (from: string, to: string): void => {
    const content = files.get(from);
    files.delete(from);
    if (content !== undefined) files.set(to, content);
  };
  for (const step of steps) {
    const paths = [...files.keys()];
    if (step.kind === "move-folder") {
      for (const path of paths) if (path.startsWith(step.from)) move(path, step.to + path.slice(step.from.length));
    } else {
      const path = paths[step.pick % paths.length] ?? "";
      if (step.kind === "delete") files.delete(path);
      else move(path, step.to + (step.name ?? path.slice(path.lastIndexOf("/") + 1)));
    }
  }
  return files;
}

describe("merges over which git breaks down", () => {
  test("are conflicts, and the others beside them are answered", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", { "a.txt": text("a"), "ext/z.txt": text("z") });
    const from = async (...commands: readonly (readonly string[])[]) => {
      await user.git("checkout", "--quiet", "--detach", base);
      for (const command of commands) await user.git(...command);
      return user.commit("side");
    };
    const ours = await from(["rm", "--quiet", "a.txt"], ["mv", "ext/z.txt", "z.txt"]);
    const theirs = await from(["mv", "a.txt", "ext/a.txt"]);
    const edits = await Promise.all(
      ["1", "2"].map(async (mark) => {
        const files = [{ path: "ext/z.txt", text: `${mark}\n${text("z")}` }];
        return (await writeCommits(repository, [{ parents: [base], message: mark, files }]))[0] ?? "";
      }),
    );
    const [one = "", two = ""] = edits;
    const pairs = [
      { ours: one, theirs: base },
      { ours: one, theirs: two },
      { ours, theirs },
      { ours: theirs, theirs: two },
      { ours: theirs, theirs: ours },
    ];
    const merges = await mergeTrees(repository, pairs);
    expect(merges.map(({ kind }) => kind)).toEqual(["clean", "conflict", "conflict", "clean", "conflict"]);
    expect(merges[1]).toMatchObject({ paths: ["ext/z.txt"] });
    expect(merges[2]?.kind === "conflict" && merges[2].paths.join()).toMatch(/a\.txt/);
    expect(await mergeTrees(repository, pairs)).toEqual(merges);
  });

  test("never keep any pair from an answer, however much is moved", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", Object.fromEntries(BASE));
    const samples = fc.sample(fc.array(anyStep, { minLength: 1, maxLength: 4 }), { numRuns: 80, seed: 1 }).map(apply);
    const drafts = samples.map((files, index) => {
      const paths = [...new Set([...BASE.keys(), ...files.keys()])];
      const writes = paths.map((path) => ({ path, text: files.get(path) }));
      // What goes away goes first: a file may take the place of a folder.
      const ordered = writes.toSorted((a, b) => Number(a.text !== undefined) - Number(b.text !== undefined));
      return { parents: [base], message: `side ${index}`, files: ordered };
    });
    const heads = await writeCommits(repository, drafts);
    // Git 2.39 breaks down over 18 of these pairs.
    const pairs = heads.flatMap((ours, index) => heads.slice(index + 1).map((theirs) => ({ ours, theirs })));
    const merges = await mergeTrees(repository, pairs);
    expect(merges).toHaveLength((80 * 79) / 2);
    expect(new Set(merges.map(({ kind }) => kind))).toEqual(new Set(["clean", "conflict"]));
  });
});
