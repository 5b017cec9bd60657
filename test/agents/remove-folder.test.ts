import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { removeFolder } from "../../src/agents/remove-folder.ts";
import { useFolder } from "../support/folder.ts";
import { makeDeep } from "../support/deep-folder.ts";

const folder = useFolder();

function sh(script: string): void {
  execFileSync("/bin/sh", ["-ec", script], { cwd: folder.path });
}

describe.skipIf(process.platform === "win32")("a folder is removed", () => {
  test.each([
    ["that is not there", "true"],
    ["that is a file", "echo x > gone"],
    ["with names of any kind", `mkdir -p gone/-rf; touch 'gone/a b' "gone/$(printf 'a\\n\\377')" gone/-rf/--`],
    [
      "whose folders are locked",
      "mkdir -p gone/in/deep; touch gone/in/deep/x gone/in/x; chmod 555 gone/in/deep gone/in gone",
    ],
    ["whose folders are closed", "mkdir -p gone/in/deep; touch gone/in/deep/x; chmod 000 gone/in/deep gone/in gone"],
  ])("%s", async (_, given) => {
    sh(given);
    await removeFolder(folder.file("gone"));
    expect(existsSync(folder.file("gone"))).toBe(false);
  });

  test("with a path that is longer than a program can name, and locked", async () => {
    mkdirSync(folder.file("gone"));
    makeDeep(folder.file("gone"));
    sh("mkdir gone/in; touch gone/in/x; chmod 000 gone/in");
    await removeFolder(folder.file("gone"));
    expect(existsSync(folder.file("gone"))).toBe(false);
  });

  test("and nothing behind its links", async () => {
    sh("mkdir -p gone/in kept/in; echo x > kept/in/x; chmod 400 kept/in/x; chmod 500 kept/in");
    sh('ln -s "$PWD/kept" gone/link; ln kept/in/x gone/in/x; chmod 500 gone/in gone');
    makeDeep(folder.file("gone/in"));
    await removeFolder(folder.file("gone"));
    expect(existsSync(folder.file("gone"))).toBe(false);
    expect([lstatSync(folder.file("kept/in")).mode & 0o777, lstatSync(folder.file("kept/in/x")).mode & 0o777]).toEqual([
      0o500, 0o400,
    ]);
  });
});
