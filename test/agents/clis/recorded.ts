/** What CLIs really printed, see test/fixtures/agents/: paths and ports are the only thing changed in it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentResult } from "../../../src/agents/agent.ts";
import type { CliOutput, LaunchInput } from "../../../src/agents/cli.ts";
import type { AgentType } from "../../../src/plan/agent-types.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/agents");

/** The output of a run, and the files that it left: `writes.usage.json` is what `writes` left as `usage.json`. */
export function recorded(type: AgentType, name: string, result: AgentResult = { kind: "exited", code: 1 }): CliOutput {
  const read = (file: string) => readFileSync(join(FOLDER, type, file), "utf8");
  const left = readdirSync(join(FOLDER, type)).filter((file) => file.startsWith(`${name}.`) && file !== `${name}.txt`);
  return {
    lines: read(`${name}.txt`).split("\n"),
    left: Object.fromEntries(left.map((file) => [file.slice(name.length + 1), read(file)])),
    result,
  };
}

/** The same as it was when the last `count` lines had not been printed yet. */
export function without(count: number, output: CliOutput): CliOutput {
  const lines = output.lines.filter((line) => line !== "");
  return { ...output, lines: lines.slice(0, -count), left: {}, result: { kind: "timed-out", minutes: 1 } };
}

/** A launch with nothing said that may be left out. */
export function launchInput(fields: Partial<LaunchInput> = {}): LaunchInput {
  return {
    directory: "/attempt/tree",
    home: "/attempt/home",
    promptFile: "/attempt/prompt.md",
    model: undefined,
    baseUrl: undefined,
    args: [],
    limits: { usd: undefined, tokens: undefined },
    ...fields,
  };
}
