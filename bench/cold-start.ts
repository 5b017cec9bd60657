/** What starting costs, against bare Node; the runs of all lines are interleaved. */
import { printMedian, printSpread, printTable, median } from "./measure.ts";
import { PROGRAM, ROOT, runNode } from "./program.ts";

const ROUNDS = 15;

const LINES: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: "node -e 0", args: ["-e", "0"] },
  { name: "--version", args: [PROGRAM, "--version"] },
  { name: "--help", args: [PROGRAM, "--help"] },
  { name: "validate (the sample plan)", args: [PROGRAM, "-C", ROOT, "validate"] },
  { name: "plan (the sample plan)", args: [PROGRAM, "-C", ROOT, "plan"] },
];

export async function coldStart(): Promise<void> {
  const times = LINES.map((): number[] => []);
  for (const { args } of LINES) await runNode(args);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { args }] of LINES.entries()) times[index]?.push((await runNode(args)).milliseconds);
  }
  const bare = median(times[0] ?? []);
  console.log(`Milliseconds of whole processes, medians of ${ROUNDS} interleaved rounds.\n`);
  console.log(
    printTable(
      ["", "ms", "spread", "times bare node"],
      LINES.map(({ name }, index) => {
        const own = times[index] ?? [];
        return [name, printMedian(own), printSpread(own), (median(own) / bare).toFixed(2)];
      }),
    ),
  );
}
