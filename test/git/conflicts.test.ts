/** What git's merge of two real commits leaves open. */
import { describe, expect, test } from "vitest";
import { readConflicts } from "../../src/git/conflicts.ts";
import { mergeTrees } from "../../src/git/merge.ts";
import type { Repository } from "../../src/git/repository.ts";
import type { Conflict } from "../../src/state/facts.ts";
import { createOpened } from "../support/open-repository.ts";

type Files = Readonly<Record<string, string>>;

async function conflictsBetween(
  before: Files,
  ours: Files,
  theirs: Files,
): Promise<{ paths: readonly string[]; conflicts: readonly Conflict[] }> {
  const { user, repository } = await createOpened();
  const base = await user.commit("base", before);
  const commits: string[] = [];
  for (const files of [ours, theirs]) {
    await user.git("checkout", "--quiet", "--detach", base);
    commits.push(await user.commit("side", files));
  }
  return read(repository, commits[0] ?? "", commits[1] ?? "");
}

async function read(repository: Repository, ours: string, theirs: string): ReturnType<typeof conflictsBetween> {
  const pair = { ours, theirs };
  const [merge] = await mergeTrees(repository, [pair]);
  if (merge?.kind !== "conflict") throw new Error("they merge");
  const [conflicts = []] = await readConflicts(repository, [{ pair, merge }]);
  return { paths: merge.paths, conflicts };
}

const lines = (count: number, change: (line: number) => string | undefined = () => undefined): string =>
  Array.from({ length: count }, (_, index) => `${change(index + 1) ?? `line ${index + 1}`}\n`).join("");

describe("the lines of a conflict", () => {
  test("are those of the second side's own file, whatever the first one added above", async () => {
    const { conflicts } = await conflictsBetween(
      { "a.txt": lines(40) },
      { "a.txt": `new\nnew\n${lines(40, (line) => ([10, 30].includes(line) ? "ours" : undefined))}` },
      { "a.txt": lines(40, (line) => ([10, 11, 30].includes(line) ? `theirs ${line}` : undefined)) },
    );
    expect(conflicts).toMatchObject([
      {
        path: "a.txt",
        ranges: [
          { first: 10, last: 11 },
          { first: 30, last: 30 },
        ],
      },
    ]);
    expect(conflicts[0]?.text).toMatch(/^<<<<<<< [0-9a-f]{40}\nours\n.*=======\ntheirs 10\ntheirs 11\n>>>>>>> /s);
  });

  test("of several places with the same text are the nearest", async () => {
    const body = (mark: string) => lines(30, (line) => (line % 10 === 5 ? "same" : line === 20 ? mark : undefined));
    const { conflicts } = await conflictsBetween(
      { "a.txt": body("old") },
      { "a.txt": body("ours") },
      { "a.txt": body("same") },
    );
    expect(conflicts[0]?.ranges).toEqual([{ first: 20, last: 20 }]);
  });

  const HEADING = "Changes\n=======\n\nnew";

  test.each([
    { where: "the second", ours: "ours", theirs: HEADING, last: 13 },
    { where: "the first", ours: HEADING, theirs: "theirs", last: 10 },
    { where: "both", ours: "Other\n=======\n\nnews", theirs: HEADING, last: 13 },
  ])("are right where an underlined heading of $where looks like git's own marker", async ({ ours, theirs, last }) => {
    const body = (mark: string) => ({ "a.txt": lines(20, (line) => (line === 10 ? mark : undefined)) });
    const { conflicts } = await conflictsBetween(body("base"), body(ours), body(theirs));
    expect(conflicts[0]?.ranges).toEqual([{ first: 10, last }]);
  });

  test("are right where lines end as on Windows", async () => {
    const windows = (mark: string) => lines(20, (line) => (line === 10 ? mark : undefined)).replaceAll("\n", "\r\n");
    const { conflicts } = await conflictsBetween(
      { "a.txt": windows("base") },
      { "a.txt": windows("ours") },
      { "a.txt": windows("theirs") },
    );
    expect(conflicts[0]?.ranges).toEqual([{ first: 10, last: 10 }]);
  });

  test("are none where one side deleted the file, or it is no text", async () => {
    const { user, repository } = await createOpened();
    const base = await user.commit("base", { "gone.txt": "1\n", "b.bin": "\0one" });
    const edited = await user.commit("edit", { "gone.txt": "2\n", "b.bin": "\0two" });
    await user.git("checkout", "--quiet", "--detach", base);
    await user.git("rm", "--quiet", "gone.txt");
    const deleted = await user.commit("delete", { "b.bin": "\0three" });
    const { paths, conflicts } = await read(repository, deleted, edited);
    expect([paths.toSorted(), conflicts]).toEqual([["b.bin", "gone.txt"], []]);
  });

  test("stay within a limit", async () => {
    const long = (mark: string) => lines(400, (line) => `${mark} ${line}`);
    const { conflicts } = await conflictsBetween(
      { "a.txt": long("base") },
      { "a.txt": long("ours") },
      { "a.txt": long("theirs") },
    );
    expect(conflicts[0]?.text.length).toBeLessThan(4_010);
    expect(conflicts[0]?.ranges).toEqual([{ first: 1, last: 400 }]);
  });

  test("are found however many of them look like git's own marker", async () => {
    const body = (mark: string) => ({ "a.txt": `first\n${mark}\nlast\n` });
    const { conflicts } = await conflictsBetween(
      body("base"),
      body("ours"),
      body(Array.from({ length: 49_000 }, () => "=======").join("\n")),
    );
    expect(conflicts[0]?.ranges).toEqual([{ first: 2, last: 49_001 }]);
  });

  test("are found where they are like those around them", async () => {
    const body = (mark: string) => ({ "a.txt": `${lines(24_000, () => "same")}${mark}\n` });
    const { conflicts } = await conflictsBetween(
      body("base"),
      body("ours"),
      body(`${lines(24_000, () => "same")}theirs`),
    );
    expect(conflicts[0]?.ranges).toEqual([{ first: 24_001, last: 48_001 }]);
  });

  test("are those of the first places only where there are many, and none where the file has too many lines", async () => {
    const body = (mark: string) => ({
      "a.txt": lines(1000, (line) => (line % 10 === 0 ? mark : undefined)),
      "b.txt": lines(60_000, (line) => (line === 60_000 ? mark : undefined)),
    });
    const { paths, conflicts } = await conflictsBetween(body("base"), body("ours"), body("theirs"));
    expect(paths).toEqual(["a.txt", "b.txt"]);
    expect(conflicts.map(({ path }) => path)).toEqual(["a.txt"]);
    expect(conflicts[0]?.ranges.map(({ first }) => first)).toEqual(Array.from({ length: 40 }, (_, at) => 10 * at + 10));
  });
});
