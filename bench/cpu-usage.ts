/** Loaded into a measured process before its program: at its end it says there how much processor time it took. */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const file = process.env["BENCH_CPU_FILE"];
  if (file !== undefined) writeFileSync(file, String((user + system) / 1000));
});
