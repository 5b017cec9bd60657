/** What an attempt costs beside its agent: the plan of 30 with agents that take no time. */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readAttemptSpans } from "./attempt-spans.ts";
import type { AttemptSpan, RunLine } from "./attempt-spans.ts";
import { generatePlan } from "./generated-plan.ts";
import { traceGit } from "./git-trace.ts";
import type { GitProcess } from "./git-trace.ts";
import { median, printMedian, printSpread, printTable, quantile } from "./measure.ts";
import { PROGRAM, ROOT, runNode } from "./program.ts";
import { withFolder, writePlan } from "./scratch.ts";
import type { PlanFile } from "./scratch.ts";

const REAL_PLAN = join(ROOT, "..", "shared", "data", "plan-30");
const AGENTS = [1, 3] as const;
const ROUNDS = 5;

/** Writes one line to the first path of its scope, with nothing but the shell and `mkdir`. */
const AGENT = `#!/bin/sh
path=\${WORKSTREAM_SCOPE#*\\"}
path=\${path%%\\"*}
case $path in
  */) mkdir -p "$path"; path=\${path}written-by-\${WORKSTREAM_ID} ;;
  */*) mkdir -p "\${path%/*}" ;;
esac
echo "$WORKSTREAM_ID" > "$path"
`;

interface Run {
  /** From the first claim to the last merge, in milliseconds. */
  readonly wall: number;
  readonly attempts: readonly AttemptSpan[];
  readonly processes: readonly GitProcess[];
}

export async function attemptOverhead(): Promise<void> {
  const files = await readPlan();
  const runs = new Map<number, Run[]>(AGENTS.map((agents) => [agents, []]));
  const own = await withFolder(timeAgent);
  for (let round = 0; round < ROUNDS; round++) {
    for (const agents of AGENTS) runs.get(agents)?.push(await withFolder((folder) => runPlan(folder, files, agents)));
  }
  console.log(
    `${ROUNDS} runs each; --merge auto, --acceptance off. The agent is a shell script of ${own.toFixed(1)} ms ` +
      "(by itself, median); that is subtracted.\n",
  );
  console.log(printTotals(runs, own));
  console.log("\nWhere it goes, with one agent: medians over all attempts, the agent's own time included.\n");
  console.log(printPhases((runs.get(1) ?? []).flatMap(({ attempts }) => attempts)));
}

async function readPlan(): Promise<readonly PlanFile[]> {
  const names = await readdir(REAL_PLAN).catch(() => []);
  if (names.length === 0) {
    console.log("The real plan is not on this machine: a generated one of 30 workstreams stands for it.\n");
    return generatePlan({ workstreams: 30, dependencies: 4, patterns: 3 });
  }
  console.log(`The real plan of ${names.length} workstreams.\n`);
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(REAL_PLAN, name), "utf8") })));
}

/** Milliseconds of the agent's script when nobody supervises it. */
async function timeAgent(folder: string): Promise<number> {
  const script = await writeAgent(folder);
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const env = { ...process.env, WORKSTREAM_ID: `ws-${round}`, WORKSTREAM_SCOPE: '["src/part/"]' };
    const start = performance.now();
    execFileSync(script, { cwd: folder, env });
    times.push(performance.now() - start);
  }
  return median(times);
}

async function writeAgent(folder: string): Promise<string> {
  const script = join(folder, "agent.sh");
  await writeFile(script, AGENT, { mode: 0o755 });
  return script;
}

async function runPlan(folder: string, files: readonly PlanFile[], agents: number): Promise<Run> {
  const directory = join(folder, "repository");
  await mkdir(directory);
  await writePlan(directory, files);
  const trace = await traceGit(folder);
  const options = ["--json", "--no-report", "--until-idle", "--merge", "auto", "--acceptance", "off"];
  const command = ["--agents", String(agents), "--agent-command", await writeAgent(folder)];
  const env = { ...trace.environment, WORKSTREAMS_HOME: join(folder, "state") };
  const { stdout } = await runNode([PROGRAM, "-C", directory, "run", ...options, ...command], { env });
  const lines = stdout.split("\n").map((line): RunLine => JSON.parse(line));
  const processes = await trace.read();
  const attempts = readAttemptSpans(lines, processes, agents === 1);
  const merged = lines.filter(({ event }) => event === "merged");
  if (merged.length !== files.length || attempts.length !== files.length) {
    const failures = lines.filter(({ event, text = "" }) => event === "attempt-ended" && !text.includes(" delivered "));
    const words = failures.map(({ text }) => text).join("; ");
    throw new Error(`${merged.length} of ${files.length} merged in ${attempts.length} attempts: ${words}`);
  }
  const start = Date.parse(lines.find(({ event }) => event === "attempt-claimed")?.at ?? "");
  const wall = Date.parse(merged.at(-1)?.at ?? "") - start;
  return { wall, attempts, processes: processes.filter((process) => process.start >= start) };
}

function printTotals(runs: ReadonlyMap<number, readonly Run[]>, own: number): string {
  const rows = [...runs].map(([agents, ofThem]) => {
    const spans = ofThem.flatMap(({ attempts }) => attempts).map(({ milliseconds }) => milliseconds - own);
    const walls = ofThem.map(({ wall, attempts }) => wall / attempts.length - own / agents);
    const started = ofThem.map(({ processes, attempts }) => processes.length / attempts.length);
    return [
      String(agents),
      printMedian(spans),
      quantile(spans, 0.9).toFixed(0),
      printMedian(walls),
      printSpread(walls),
      printMedian(started, 1),
    ];
  });
  return printTable(
    ["agents", "claim to next tick: median ms", "p90", "wall per attempt: ms", "spread of runs", "git processes"],
    rows,
  );
}

function printPhases(attempts: readonly AttemptSpan[]): string {
  const names = [...new Set(attempts.flatMap(({ phases }) => phases.map(({ name }) => name)))];
  const rows = names.map((name) => {
    const phases = attempts.flatMap(({ phases: all }) => all.filter((phase) => phase.name === name));
    const times = phases.map(({ milliseconds }) => milliseconds);
    const processes = phases.map((phase) => phase.processes);
    return [name, printMedian(times, 1), quantile(times, 0.9).toFixed(1), printMedian(processes)];
  });
  return printTable(["phase", "median ms", "p90", "git processes"], rows);
}
