/** The real plan of 30, run on one machine from its first claim to its last merge. */
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunLine } from "./attempt-spans.ts";
import { generatePlan } from "./generated-plan.ts";
import { PROGRAM, ROOT, runNode } from "./program.ts";
import { writePlan } from "./scratch.ts";
import type { PlanFile } from "./scratch.ts";

const REAL_PLAN = join(ROOT, "..", "shared", "data", "plan-30");

/** Lines of a shell script that write one line to the first path of the workstream's scope, with nothing but `mkdir`. */
export const WRITE_LINE = `path=\${WORKSTREAM_SCOPE#*\\"}
path=\${path%%\\"*}
case $path in
  */) mkdir -p "$path"; path=\${path}written-by-\${WORKSTREAM_ID} ;;
  */*) mkdir -p "\${path%/*}" ;;
esac
echo "$WORKSTREAM_ID" > "$path"
`;

export async function readPlanFiles(): Promise<readonly PlanFile[]> {
  const names = await readdir(REAL_PLAN).catch(() => []);
  if (names.length === 0) {
    console.log("The real plan is not on this machine: a generated one of 30 workstreams stands for it.\n");
    return generatePlan({ workstreams: 30, dependencies: 4, patterns: 3 });
  }
  console.log(`The real plan of ${names.length} workstreams.\n`);
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(REAL_PLAN, name), "utf8") })));
}

/** Writes an agent's program; `lines` are its shell lines. */
export async function writeAgent(folder: string, lines: string): Promise<string> {
  const script = join(folder, "agent.sh");
  await writeFile(script, `#!/bin/sh\n${lines}`, { mode: 0o755 });
  return script;
}

export interface PlanRun {
  /** What `run --json` printed. */
  readonly lines: readonly RunLine[];
  /** Milliseconds since the epoch: the first claim, and the last merge. */
  readonly start: number;
  readonly end: number;
}

/** Throws unless every workstream is merged. */
export async function runWholePlan(
  folder: string,
  files: readonly PlanFile[],
  { agents, script, env = {} }: { agents: number; script: string; env?: Readonly<Record<string, string>> },
): Promise<PlanRun> {
  const directory = join(folder, "repository");
  await mkdir(directory);
  await writePlan(directory, files);
  const options = ["--json", "--no-report", "--until-idle", "--merge", "auto", "--acceptance", "off"];
  const command = ["--agents", String(agents), "--agent-command", script];
  const { stdout } = await runNode([PROGRAM, "-C", directory, "run", ...options, ...command], {
    env: { ...env, WORKSTREAMS_HOME: join(folder, "state") },
  });
  const lines = stdout.split("\n").map((line): RunLine => JSON.parse(line));
  const merged = lines.filter(({ event }) => event === "merged");
  if (merged.length !== files.length) {
    const failures = lines.filter(({ event, text = "" }) => event === "attempt-ended" && !text.includes(" delivered "));
    const words = failures.map(({ text }) => text).join("; ");
    throw new Error(`${merged.length} of ${files.length} merged: ${words}`);
  }
  const first = lines.find(({ event }) => event === "attempt-claimed");
  return { lines, start: Date.parse(first?.at ?? ""), end: Date.parse(merged.at(-1)?.at ?? "") };
}
