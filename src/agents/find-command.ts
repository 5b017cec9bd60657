import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Environment } from "./environment.ts";
import { findProgram, isProgram } from "./install-cli.ts";

/** The program that a command starts first, and whether it is there. */
export interface FoundCommand {
  readonly program: string;
  readonly found: "found" | "absent" | "not-executable";
}

/**
 * Looks for the program of an agent's command as the system would: with a slash in its name from `root`, the working
 * tree, else in PATH. Undefined where only a shell, or nobody, could tell.
 */
export function findCommand(
  command: string | readonly string[],
  { root, environment }: { readonly root: string | undefined; readonly environment: Environment },
): FoundCommand | undefined {
  const program = typeof command === "string" ? firstWord(command) : command[0];
  if (program === undefined || program.trim() === "") return undefined;
  if (!program.includes("/")) {
    return { program, found: findProgram(program, environment) === undefined ? "absent" : "found" };
  }
  if (root === undefined && !program.startsWith("/")) return undefined;
  const path = resolve(root ?? "/", program);
  if (isProgram(path)) return { program, found: "found" };
  return { program, found: existsSync(path) ? "not-executable" : "absent" };
}

/** Of a shell line, if it is a plain word: no assignment, no quote, no expansion, no word of the shell's own. */
function firstWord(line: string): string | undefined {
  const [, word] = /^\s*([A-Za-z0-9_./+-]+)(?=\s|$)/.exec(line) ?? [];
  return word === undefined || SHELL_WORDS.has(word) ? undefined : word;
}

/** What a POSIX shell does by itself, or takes for its grammar. */
const SHELL_WORDS: ReadonlySet<string> = new Set(
  (
    ". alias bg break case cd command continue do eval exec exit export fg for function getopts hash if jobs local read " +
    "readonly return set shift time times trap type ulimit umask unalias unset until wait while"
  ).split(" "),
);
