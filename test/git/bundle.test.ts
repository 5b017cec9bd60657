import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readBundle, writeBundle } from "../../src/git/bundle.ts";
import type { CommitRange } from "../../src/git/bundle.ts";
import type { Repository } from "../../src/git/repository.ts";
import type { Sha } from "../../src/state/facts.ts";
import { useFolder } from "../support/folder.ts";
import { createOpened, open } from "../support/open-repository.ts";
import { BUNDLE_REF, deltaBomb, forgeBundle } from "../support/forged-bundle.ts";
import type { BundleForgery } from "../support/forged-bundle.ts";
import { treeEntry, writeRaw } from "../support/hostile-trees.ts";
import type { TestRepository } from "../support/repository.ts";

const folder = useFolder();

/** Where the work was done, with one commit on the claim, and another job's mirror, which has the claim alone. */
async function scene() {
  const { user, repository } = await createOpened();
  const base = await user.commit("base", { "a.txt": "a\n", "b.txt": "b\n".repeat(1000) });
  const claim = await user.commit("claim");
  execFileSync("git", ["clone", "--quiet", "--bare", "--no-local", user.directory, folder.file("mirror")]);
  const mirror = await open(folder.file("mirror"));
  const head = await user.commit("work", { "a.txt": "A\n", "b.txt": `${"b\n".repeat(1000)}c\n`, "new/n.txt": "n\n" });
  const file = folder.file("work.bundle");
  await writeBundle(repository, { head, claim }, file);
  return { user, repository, mirror, base, claim, head, file };
}

/** Everything that a mirror holds. */
function contents(mirror: Repository): readonly string[] {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: mirror.gitDir, encoding: "utf8" });
  const objects = git("cat-file", "--batch-all-objects", "--batch-check", "--unordered").split("\n").toSorted();
  return [...objects, git("for-each-ref"), ...readdirSync(join(mirror.gitDir, "objects")).toSorted()];
}

/** Reads a bundle that must be refused, and must leave no trace; the answer is why. */
async function refusal(mirror: Repository, file: string, range: CommitRange, maxBytes?: number): Promise<string> {
  const before = contents(mirror);
  const taking = await readBundle(mirror, file, range, maxBytes);
  expect(contents(mirror)).toEqual(before);
  return taking.kind === "refused" ? taking.why : "it was taken";
}

async function forge(user: TestRepository, forgery: BundleForgery): Promise<string> {
  const file = folder.file("forged.bundle");
  writeFileSync(file, forgeBundle(user, forgery));
  return file;
}

/** A bundle of one commit on the claim with this tree. */
async function forgeTree(user: TestRepository, claim: Sha, tree: Sha, objects: readonly Sha[]) {
  const head = await user.git("commit-tree", tree, "-p", claim, "-m", "forged");
  const file = await forge(user, { lines: [`-${claim}`, `${head} ${BUNDLE_REF}`], objects: [head, tree, ...objects] });
  return { head, file };
}

describe("a bundle", () => {
  test("brings the commits, and nothing else", async () => {
    const { user, mirror, claim, head, file } = await scene();
    const refs = await mirror.git.read(["for-each-ref"]);
    expect(await readBundle(mirror, file, { head, claim })).toEqual({ kind: "ok" });
    expect(await mirror.git.read(["log", "--format=%H", head])).toBe(`${await user.git("log", "--format=%H")}\n`);
    expect(await mirror.git.read(["show", `${head}:new/n.txt`])).toBe("n\n");
    expect(await mirror.git.read(["for-each-ref"])).toBe(refs);
    expect(await mirror.git.read(["fsck", "--strict", "--no-dangling"])).toBe("");
    expect(readdirSync(join(mirror.gitDir, "objects")).filter((name) => name.startsWith("tmp"))).toEqual([]);
    expect(await mirror.git.read(["count-objects", "-v"])).toContain("\ngarbage: 0\n");
  });

  test("can be read twice, where the claim is on no branch, and with merges inside", async () => {
    const { user, repository, mirror, base, claim, head } = await scene();
    await mirror.git.write(["update-ref", "refs/heads/main", base]);
    await user.git("checkout", "--quiet", "-b", "side", base);
    await user.commit("side", { "side.txt": "s" });
    await user.git("checkout", "--quiet", "main");
    await user.git("merge", "--quiet", "--no-edit", "side");
    const merged = await user.git("rev-parse", "HEAD");
    await writeBundle(repository, { head: merged, claim }, folder.file("merged"));
    for (let time = 0; time < 2; time++) {
      expect(await readBundle(mirror, folder.file("merged"), { head: merged, claim })).toEqual({ kind: "ok" });
    }
    expect(await mirror.git.read(["merge-base", head, merged])).toBe(`${head}\n`);
  });

  test("leaves no ref where it is written, and is never empty", async () => {
    const { user, repository, claim } = await scene();
    expect(await user.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
    const writing = writeBundle(repository, { head: claim, claim }, folder.file("empty"));
    await expect(writing).rejects.toThrow("the head is the claim itself");
  });
});

describe("refused, and nothing of it is kept", () => {
  test("what is no file", async () => {
    const { mirror, claim, head, file } = await scene();
    const range = { head, claim };
    symlinkSync(file, folder.file("link"));
    mkdirSync(folder.file("folder"));
    expect(await refusal(mirror, folder.file("none"), range)).toBe("there is no such file");
    expect(await refusal(mirror, folder.file("folder"), range)).toBe("it is not a regular file");
    expect(await refusal(mirror, folder.file("link"), range)).toBe("it is not a regular file");
  });

  test("what is too large", async () => {
    const { mirror, claim, head, file } = await scene();
    expect(await refusal(mirror, file, { head, claim }, 100)).toMatch(/^it has 1 MiB: no more than 0 are taken$/);
    truncateSync(file, 600 * 1024 * 1024);
    expect(await refusal(mirror, file, { head, claim })).toBe("it has 600 MiB: no more than 512 are taken");
  });

  test("what is no bundle, or only half of one, or was changed on its way", async () => {
    const { mirror, claim, head, file } = await scene();
    const bytes = readFileSync(file);
    const noBundle = "it is no bundle of git, or not of version 2";
    for (const text of ["", "a text\n\n", "# v2 git bundle\n", "# v2 git bundle\nnonsense\n\n", "PACK\n\n"]) {
      writeFileSync(file, text);
      expect(await refusal(mirror, file, { head, claim })).toBe(noBundle);
    }
    for (const length of [bytes.length - 30, bytes.indexOf("PACK") + 8]) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(await refusal(mirror, file, { head, claim })).toMatch(/^git refuses it: /);
    }
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8(flipped.readUInt8(bytes.length - 40) ^ 1, bytes.length - 40);
    writeFileSync(file, flipped);
    expect(await refusal(mirror, file, { head, claim })).toMatch(/^git refuses it: /);
  });

  test("another head than the one that was promised", async () => {
    const { mirror, claim, head, file } = await scene();
    const other = "1".repeat(40);
    expect(await refusal(mirror, file, { head: other, claim })).toBe(`it ends in ${head} instead of ${other}`);
  });

  test("a head that it names and does not hold", async () => {
    const { user, mirror, claim, head } = await scene();
    const other = "1".repeat(40);
    const file = await forge(user, { lines: [`-${claim}`, `${other} ${BUNDLE_REF}`], objects: [head] });
    expect(await refusal(mirror, file, { head: other, claim })).toMatch(/^(?:git refuses it: .*|1{40} is not in it)$/);
  });

  test("more refs than one, or one of another name", async () => {
    const { user, mirror, claim, head } = await scene();
    const objects = [head];
    const why = async (lines: readonly string[]) =>
      refusal(mirror, await forge(user, { lines: [`-${claim}`, ...lines], objects }), { head, claim });
    expect(await why([`${head} ${BUNDLE_REF}`, `${claim} refs/heads/main`])).toBe("it holds 2 refs instead of one");
    expect(await why([])).toBe("it holds 0 refs instead of one");
    for (const name of [
      "HEAD",
      "refs/heads/main",
      `${BUNDLE_REF}/../../../../config`,
      "--upload-pack=x",
      `${BUNDLE_REF}0`,
    ]) {
      expect(await why([`${head} ${name}`])).toBe("it holds a ref with a name that we don't give");
    }
    expect(await why([`${head} a name with blanks`])).toBe("it is no bundle of git, or not of version 2");
  });

  test("version 3, which may leave objects out", async () => {
    const { user, mirror, claim, head } = await scene();
    const lines = ["@object-format=sha1", "@filter=blob:none", `-${claim}`, `${head} ${BUNDLE_REF}`];
    const file = await forge(user, { signature: "# v3 git bundle", lines, objects: [head] });
    expect(await refusal(mirror, file, { head, claim })).toBe("it is no bundle of git, or not of version 2");
  });

  test("commits on top of something that is not here", async () => {
    const { user, repository, mirror, claim, head } = await scene();
    const next = await user.commit("next", { "next.txt": "n" });
    const file = folder.file("next");
    await writeBundle(repository, { head: next, claim: head }, file);
    expect(await refusal(mirror, file, { head: next, claim })).toBe(
      "it builds on commits that are not in this repository",
    );
  });

  test("objects that lack what they point at", async () => {
    const { user, mirror, claim, head } = await scene();
    const tree = await user.git("rev-parse", `${head}^{tree}`);
    const file = await forge(user, { lines: [`-${claim}`, `${head} ${BUNDLE_REF}`], objects: [head, tree] });
    expect(await refusal(mirror, file, { head, claim })).toMatch(/^git refuses it: /);
  });

  test("a head beside the claim, the claim itself, and a head that is no commit", async () => {
    const { user, repository, mirror, base, claim, head } = await scene();
    await user.git("checkout", "--quiet", "--detach", base);
    const beside = await user.commit("beside", { "a.txt": "beside" });
    await writeBundle(repository, { head: beside, claim }, folder.file("beside"));
    expect(await refusal(mirror, folder.file("beside"), { head: beside, claim })).toBe(
      "its head does not descend from the claim",
    );
    const same = await forge(user, { lines: [`${claim} ${BUNDLE_REF}`], objects: [claim] });
    expect(await refusal(mirror, same, { head: claim, claim })).toBe("it has no commit on top of the claim");
    await user.git("tag", "--annotate", "--message", "t", "tagged", head);
    const tag = await user.git("rev-parse", "tagged");
    await writeBundle(repository, { head, claim }, folder.file("whole"));
    expect(await readBundle(mirror, folder.file("whole"), { head, claim })).toEqual({ kind: "ok" });
    const tagged = await forge(user, { lines: [`-${claim}`, `${tag} ${BUNDLE_REF}`], objects: [tag] });
    expect(await refusal(mirror, tagged, { head: tag, claim })).toBe(`${tag} is no commit`);
  });

  test.each([".git", ".GIT", "..", ".", "a/b", "", "git~1", ".g\u200Cit"])("a tree with the entry %j", async (name) => {
    const { user, mirror, claim } = await scene();
    const blob = await user.git("rev-parse", `${claim}:a.txt`);
    const tree = writeRaw(user, "tree", treeEntry("100644", name, blob));
    const { head, file } = await forgeTree(user, claim, tree, []);
    expect(await refusal(mirror, file, { head, claim })).toMatch(/^git refuses it: /);
  });

  test("a .gitmodules that would run something, or is a link", async () => {
    const { user, mirror, claim } = await scene();
    await user.write({ "m.txt": '[submodule "x"]\n\tpath = x\n\turl = -u./run\n' });
    const blob = await user.git("hash-object", "-w", "m.txt");
    for (const mode of ["100644", "120000"]) {
      const tree = writeRaw(user, "tree", treeEntry(mode, ".gitmodules", blob));
      const { head, file } = await forgeTree(user, claim, tree, [blob]);
      expect(await refusal(mirror, file, { head, claim })).toMatch(/^git refuses it: /);
    }
  });

  // Other systems don't hold a process to that.
  test.skipIf(process.platform !== "linux")("a few kibibytes that would take any memory", async () => {
    const { mirror, claim, head } = await scene();
    const file = folder.file("bomb");
    const bomb = deltaBomb(head, 3000);
    expect(bomb.length).toBeLessThan(10_000);
    writeFileSync(file, bomb);
    expect(await refusal(mirror, file, { head, claim })).toBe(
      "git would need more memory or time for it than it is given",
    );
    // It is the size that is wrong with it.
    writeFileSync(file, deltaBomb(head, 3));
    expect(await refusal(mirror, file, { head, claim })).toBe(`${head} is not in it`);
  });

  test("a commit that git would not write; control characters stay out of the sentence", async () => {
    const { user, mirror, claim } = await scene();
    const tree = await user.git("rev-parse", `${claim}^{tree}`);
    const head = writeRaw(user, "commit", `tree ${tree}\nparent ${claim}\nauthor \u001B[31m\n\nx\n`);
    const file = await forge(user, { lines: [`-${claim}`, `${head} ${BUNDLE_REF}`], objects: [head] });
    expect(await refusal(mirror, file, { head, claim })).toMatch(/^git refuses it: \P{Cc}+$/u);
  });
});
