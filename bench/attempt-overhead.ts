/** What an attempt costs beside its agent: the plan of 30 with agents that take no time. */
import { execFileSync } from "node:child_process";
import { readAttemptSpans } from "./attempt-spans.ts";
import type { AttemptSpan } from "./attempt-spans.ts";
import { traceGit } from "./git-trace.ts";
import type { GitProcess } from "./git-trace.ts";
import { median, printMedian, printSpread, printTable, quantile } from "./measure.ts";
import { WRITE_LINE, readPlanFiles, runWholePlan, writeAgent } from "./run-plan.ts";
import { withFolder } from "./scratch.ts";
import type { PlanFile } from "./scratch.ts";

const AGENTS = [1, 3] as const;
const ROUNDS = 5;

interface Run {
  /** From the first claim to the last merge, in milliseconds. */
  readonly wall: number;
  readonly attempts: readonly AttemptSpan[];
  readonly processes: readonly GitProcess[];
}

export async function attemptOverhead(): Promise<void> {
  const files = await readPlanFiles();
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

/** Milliseconds of the agent's script when nobody supervises it. */
async function timeAgent(folder: string): Promise<number> {
  const script = await writeAgent(folder, WRITE_LINE);
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const env = { ...process.env, WORKSTREAM_ID: `ws-${round}`, WORKSTREAM_SCOPE: '["src/part/"]' };
    const start = performance.now();
    execFileSync(script, { cwd: folder, env });
    times.push(performance.now() - start);
  }
  return median(times);
}

async function runPlan(folder: string, files: readonly PlanFile[], agents: number): Promise<Run> {
  const trace = await traceGit(folder);
  const script = await writeAgent(folder, WRITE_LINE);
  const { lines, start, end } = await runWholePlan(folder, files, { agents, script, env: trace.environment });
  const processes = await trace.read();
  const attempts = readAttemptSpans(lines, processes, agents === 1);
  if (attempts.length !== files.length) throw new Error(`${files.length} workstreams took ${attempts.length} attempts`);
  return { wall: end - start, attempts, processes: processes.filter((process) => process.start >= start) };
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
