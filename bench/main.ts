/** `npm run bench [name...]`: runs all benches or the named ones; tables for people on stdout, nothing is asserted. */
import { cpus, loadavg } from "node:os";
import { attemptOverhead } from "./attempt-overhead.ts";
import { coldStart } from "./cold-start.ts";
import { describeProgram } from "./program.ts";
import { mergeSimulation } from "./merge-simulation.ts";
import { online } from "./online.ts";
import { scale } from "./scale.ts";
import { schedules } from "./schedules.ts";
import { scopes } from "./scopes.ts";
import { tickRequests } from "./tick-requests.ts";

const BENCHES: ReadonlyMap<string, () => Promise<void>> = new Map([
  ["attempt-overhead", attemptOverhead],
  ["scale", scale],
  ["scopes", scopes],
  ["schedules", schedules],
  ["online", online],
  ["merge-simulation", mergeSimulation],
  ["cold-start", coldStart],
  ["tick-requests", tickRequests],
]);

const names = process.argv.length > 2 ? process.argv.slice(2) : [...BENCHES.keys()];
const unknown = names.filter((name) => !BENCHES.has(name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(", ")}: name some of ${[...BENCHES.keys()].join(", ")}`);
  process.exitCode = 2;
} else {
  console.log(`Node ${process.version}, ${cpus().length} cores; ${describeProgram()}`);
  for (const name of names) {
    console.log(`\n## ${name}\n`);
    await BENCHES.get(name)?.();
    const [load = 0] = loadavg();
    console.log(`\nLoad average of the last minute: ${load.toFixed(1)}.`);
  }
}
