import { readFileSync } from "node:fs";
import * as core from "@actions/core";
import { runAction } from "./commands/action/run-action.ts";
import { plainLines } from "./text/plain-lines.ts";

// A package that artifacts are unpacked by warns of itself: nothing that a reader of the log could mend.
process.noDeprecation = true;

/** Errors whose message says what to do; any other is a bug, and shown with its stack. */
const KNOWN: ReadonlySet<string> = new Set(["CommandError", "ForgeError", "GitError"]);

// Node itself would print the line of the source that threw, which in the bundle is all of it.
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit();
});

try {
  await runAction({
    command: core.getInput("command"),
    getInput: (name) => core.getInput(name),
    environment: process.env,
    readEvent: (path) => readFileSync(path, "utf8"),
  });
} catch (error) {
  fail(error);
}
// What keeps connections open must not keep the job open.
process.exit();

function fail(error: unknown): void {
  const isKnown = error instanceof Error && KNOWN.has(error.name);
  const text = error instanceof Error ? (isKnown ? error.message : error.stack) : undefined;
  core.setFailed(plainLines(text ?? String(error)));
}
