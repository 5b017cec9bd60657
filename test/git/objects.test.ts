import { describe, expect, test } from "vitest";
import { readFiles, readFilesAt } from "../../src/git/objects.ts";
import { createOpened } from "../support/open-repository.ts";

describe("reading files of a commit", () => {
  test("gives regular files by path, below the paths asked for", async () => {
    const { user, repository } = await createOpened();
    await user.write({ "w/ws-b.json": "b", "w/ws-a.json": "ä\r\n", "w/sub/x": "", "other.txt": "o", config: "c" });
    await user.git("config", "core.symlinks", "true");
    const { symlink } = await import("node:fs/promises");
    await symlink("ws-a.json", `${user.directory}/w/link.json`);
    const sha = await user.commit("files");
    const texts = async (...paths: string[]) =>
      (await readFiles(repository, sha, paths)).map((file) => [file.path, file.text]);
    expect(await texts("w/")).toEqual([
      ["w/sub/x", ""],
      ["w/ws-a.json", "ä\r\n"],
      ["w/ws-b.json", "b"],
    ]);
    expect(await texts("config", "w/sub")).toEqual([
      ["config", "c"],
      ["w/sub/x", ""],
    ]);
    expect(await texts()).toHaveLength(5);
    expect(await texts("nothing/")).toEqual([]);
  });

  test("reads what is committed, whatever lies in the working tree", async () => {
    const { user, repository } = await createOpened();
    const one = await user.commit("one", { "a.txt": "one" });
    const two = await user.commit("two", { "a.txt": "two" });
    await user.write({ "a.txt": "three" });
    const files = [one, two, one].map((commit) => ({ commit, path: "a.txt" }));
    expect(await readFilesAt(repository, files)).toEqual(["one", "two", "one"]);
    expect((await readFiles(repository, one))[0]?.text).toBe("one");
  });

  test("says undefined for what is not there", async () => {
    const { user, repository } = await createOpened();
    const sha = await user.commit("one", { "a/b.txt": "b", "with space": "s" });
    const paths = ["a", "nope", "no\nname", "a/b.txt", "with space", "nope two"];
    const texts = await readFilesAt(
      repository,
      paths.map((path) => ({ commit: sha, path })),
    );
    expect(texts).toEqual([undefined, undefined, undefined, "b", "s", undefined]);
    expect(await readFilesAt(repository, [{ commit: "0123".repeat(10), path: "a" }])).toEqual([undefined]);
  });
});
