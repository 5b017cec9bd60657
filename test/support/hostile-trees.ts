/** Trees that nobody writes who means well, made of few objects. */
import { execFileSync } from "node:child_process";
import type { Sha } from "../../src/state/facts.ts";
import type { TestRepository } from "./repository.ts";

function git(user: Pick<TestRepository, "directory">, args: readonly string[], input: Buffer | string): Sha {
  return execFileSync("git", args, { cwd: user.directory, input, encoding: "utf8", maxBuffer: 1024 }).trim();
}

/** An object that git writes without a look at what is in it. */
export function writeRaw(
  user: Pick<TestRepository, "directory">,
  type: "blob" | "tree" | "commit",
  content: Buffer | string,
): Sha {
  return git(user, ["hash-object", "-t", type, "-w", "--stdin", "--literally"], content);
}

/** One line of a tree; the name may be anything. */
export function treeEntry(mode: string, name: string | Buffer, object: Sha): Buffer {
  return Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(object, "hex")]);
}

/** A tree of files with one content: of so many, or of these names. */
export function wideTree(user: Pick<TestRepository, "directory">, files: number | readonly string[]): Sha {
  const blob = writeRaw(user, "blob", "x\n");
  const names = typeof files === "number" ? Array.from({ length: files }, (_, index) => toName(index)) : files;
  return writeRaw(user, "tree", Buffer.concat(names.map((name) => treeEntry("100644", name, blob))));
}

/** In git's own order. */
function toName(index: number): string {
  return `f${String(index).padStart(8, "0")}`;
}

/** A tree of ten folders, each with ten folders, and so on: 10 to the power of `levels` files in that many objects. */
export function treeBomb(user: Pick<TestRepository, "directory">, levels: number): Sha {
  let tree = wideTree(user, 10);
  for (let level = 1; level < levels; level++) {
    const below = tree;
    const entries = Array.from({ length: 10 }, (_, index) => treeEntry("40000", `d${index}`, below));
    tree = writeRaw(user, "tree", Buffer.concat(entries));
  }
  return tree;
}
