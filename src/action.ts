import { readFileSync } from "node:fs";
import * as core from "@actions/core";
import { runAction } from "./commands/action/run-action.ts";
import { plainLines } from "./text/plain-lines.ts";

// A package that artifacts are unpacked by warns of itself: nothing that a reader of the log could mend.
process.noDeprecation = true;

/** Errors whose message says what to do; any other is a bug, and shown with its stack. */
const KNOWN: ReadonlySet<string> = new Set(["CommandError", "ForgeError", "GitError"]);

try {
  await runAction({
    command: core.getInput("command"),
    getInput: (name) => core.getInput(name),
    environment: process.env,
    readEvent: (path) => readFileSync(path, "utf8"),
  });
} catch (error) {
  const isKnown = error instanceof Error && KNOWN.has(error.name);
  const text = error instanceof Error ? (isKnown ? error.message : error.stack) : undefined;
  core.setFailed(plainLines(text ?? String(error)));
}
// What keeps connections open must not keep the job open.
process.exit();
