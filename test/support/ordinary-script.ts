/**
 * A program that an ordinary user runs, see runAsUser: what it does is named by its first argument, where by its working
 * directory, and what came of it is printed as JSON.
 */
import { readFileSync } from "node:fs";
import { followLog } from "../../src/agents/follow-log.ts";
import { openLog } from "../../src/agents/log-file.ts";
import { guardLog } from "../../src/agents/log-guard.ts";
import { readTail } from "../../src/agents/log.ts";
import { removeFolder } from "../../src/agents/remove-folder.ts";
import { supervise } from "../../src/agents/supervise.ts";

const [verb = "", argument = ""] = process.argv.slice(2);

async function perform(): Promise<unknown> {
  switch (verb) {
    // Removes a folder; the answer is why not.
    case "remove":
      return removeFolder(argument).then(
        () => "removed",
        (error: unknown) => (error instanceof Error ? error.message : error),
      );
    // Runs shell lines with a key, and shows their log while they run.
    case "supervise": {
      let shown = "";
      const follower = followLog("log", (text) => (shown += text));
      const result = await supervise({
        argv: ["/bin/sh", "-c", argument],
        cwd: ".",
        env: { PATH: process.env["PATH"] ?? "", API_KEY: "a-secret-of-its-own" },
        logFile: "log",
        timeoutMs: 60_000,
        graceMs: 1000,
        signal: new AbortController().signal,
      });
      await follower.stop();
      return { result, shown, tail: readTail("log", 1000) };
    }
    // What is left of a log that holds a secret.
    case "guard":
      guardLog("log", ["a-secret-of-its-own"], 0).end();
      return readTail("log", 1000);
    // Opens the log for appending; the answer is what it holds.
    case "open":
      openLog("log");
      return readFileSync("log", "utf8");
    default:
      throw new Error(`there is no ${verb}`);
  }
}

process.stdout.write(JSON.stringify(await perform()));
