/** Whole processes on plans of 1,000, 10,000 and 30,000 workstreams. */
import { dirname, join } from "node:path";
import { generatePlan } from "./generated-plan.ts";
import { median, printMedian, printSpread, printTable } from "./measure.ts";
import { runMeasured } from "./program.ts";
import { withFolder, writePlan } from "./scratch.ts";

const COMMANDS: readonly (readonly string[])[] = [
  ["validate"],
  ["plan"],
  ["graph", "--format", "json"],
  ["simulate"],
  ["status"],
];
const SIZES = [1_000, 10_000, 30_000] as const;
const EACH = { dependencies: 5, patterns: 10 } as const;
const ROUNDS = 5;

interface Row {
  readonly command: string;
  readonly workstreams: number;
  readonly milliseconds: readonly number[];
  /** Of processor time. */
  readonly cpu: readonly number[];
}

export async function scale(): Promise<void> {
  const rows: Row[] = [];
  for (const workstreams of SIZES) {
    const files = generatePlan({ workstreams, ...EACH });
    rows.push(...(await withFolder((folder) => measurePlan(join(folder, "repository"), files, COMMANDS))));
  }
  console.log(
    `${EACH.dependencies} dependencies and ${EACH.patterns} scope patterns for each workstream, JSON files; ` +
      `whole processes, medians of ${ROUNDS} interleaved rounds. The processor time is the program's own, without git's.\n`,
  );
  console.log(printRows(rows));
  const yaml = generatePlan({ workstreams: 10_000, ...EACH }, "yaml");
  const commands = COMMANDS.slice(0, 2);
  const yamlRows = await withFolder((folder) => measurePlan(join(folder, "repository"), yaml, commands));
  console.log("\nFor information, the same plan of 10,000 as YAML files:\n");
  console.log(printRows(yamlRows));
}

async function measurePlan(
  directory: string,
  files: Parameters<typeof writePlan>[1],
  commands: readonly (readonly string[])[],
): Promise<readonly Row[]> {
  await writePlan(directory, files);
  const runs = commands.map((): { milliseconds: number; cpu: number }[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, command] of commands.entries()) {
      runs[index]?.push(await runMeasured(["-C", directory, ...command], dirname(directory)));
    }
  }
  return commands.map((command, index) => ({
    command: command.join(" "),
    workstreams: files.length,
    milliseconds: runs[index]?.map(({ milliseconds }) => milliseconds) ?? [],
    cpu: runs[index]?.map(({ cpu }) => cpu) ?? [],
  }));
}

function printRows(rows: readonly Row[]): string {
  return printTable(
    ["command", "workstreams", "seconds", "spread", "times", "processor: s", "times"],
    rows
      .toSorted((a, b) => COMMAND_ORDER.indexOf(a.command) - COMMAND_ORDER.indexOf(b.command))
      .map((row) => [row.command, String(row.workstreams), ...printTimes(row, smallest(rows, row.command))]),
  );
}

/** The row that the ratios are to. */
function smallest(rows: readonly Row[], command: string): Row | undefined {
  return rows.filter((row) => row.command === command).toSorted((a, b) => a.workstreams - b.workstreams)[0];
}

function printTimes(row: Row, base: Row | undefined): readonly string[] {
  const seconds = row.milliseconds.map((value) => value / 1000);
  const cpu = row.cpu.map((value) => value / 1000);
  const ratio = median(row.milliseconds) / median(base?.milliseconds ?? []);
  const cpuRatio = median(row.cpu) / median(base?.cpu ?? []);
  const printed = [printMedian(seconds, 2), printSpread(seconds, 2), ratio.toFixed(1)];
  return [...printed, printMedian(cpu, 2), cpuRatio.toFixed(1)];
}

const COMMAND_ORDER: readonly string[] = COMMANDS.map((command) => command.join(" "));
