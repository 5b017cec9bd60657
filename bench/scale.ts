/** Whole processes on plans of 1,000, 10,000 and 30,000 workstreams. */
import { join } from "node:path";
import { generatePlan } from "./generated-plan.ts";
import { median, printMedian, printSpread, printTable } from "./measure.ts";
import { PROGRAM, runNode } from "./program.ts";
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
const ROUNDS = 3;

interface Row {
  readonly command: string;
  readonly workstreams: number;
  readonly milliseconds: readonly number[];
}

export async function scale(): Promise<void> {
  const rows: Row[] = [];
  for (const workstreams of SIZES) {
    const files = generatePlan({ workstreams, ...EACH });
    rows.push(...(await withFolder((folder) => measurePlan(join(folder, "repository"), files, COMMANDS))));
  }
  console.log(
    `${EACH.dependencies} dependencies and ${EACH.patterns} scope patterns for each workstream, JSON files; ` +
      `whole processes, median of ${ROUNDS}.\n`,
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
  const rows: Row[] = [];
  for (const command of commands) {
    const milliseconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      milliseconds.push((await runNode([PROGRAM, "-C", directory, ...command])).milliseconds);
    }
    rows.push({ command: command.join(" "), workstreams: files.length, milliseconds });
  }
  return rows;
}

function printRows(rows: readonly Row[]): string {
  const [first] = rows;
  return printTable(
    ["command", "workstreams", "seconds", "spread", `times ${first?.workstreams ?? 0}`],
    rows
      .toSorted((a, b) => COMMAND_ORDER.indexOf(a.command) - COMMAND_ORDER.indexOf(b.command))
      .map(({ command, workstreams, milliseconds }) => {
        const base = rows.find((row) => row.command === command);
        const seconds = milliseconds.map((value) => value / 1000);
        const ratio = median(milliseconds) / median(base?.milliseconds ?? []);
        return [command, String(workstreams), printMedian(seconds, 2), printSpread(seconds, 2), ratio.toFixed(1)];
      }),
  );
}

const COMMAND_ORDER: readonly string[] = COMMANDS.map((command) => command.join(" "));
