/** The loop on one machine against its own forecast, and against the source document's loop: the plan of 30, scaled. */
import { schedule } from "../src/decide/schedule.ts";
import { printTable } from "./measure.ts";
import { batchLoop } from "./reference-schedules.ts";
import { WRITE_LINE, readPlanFiles, runWholePlan, writeAgent } from "./run-plan.ts";
import { readRealPlan } from "./schedule-instances.ts";
import { withFolder } from "./scratch.ts";

const AGENTS = 3;
/** One hour of an estimate takes so many seconds. */
const SECONDS_PER_HOUR = 1;

export async function online(): Promise<void> {
  const plan = readRealPlan();
  if (plan === undefined) {
    console.log("The plan of 30 is not here (../shared/data/plan-30): left out.");
    return;
  }
  const { tasks, input } = plan(AGENTS);
  const files = await readPlanFiles();
  const expected = schedule(input).makespan;
  const batch = Math.max(...batchLoop(tasks, AGENTS).map(({ end }) => end));
  const { start, end } = await withFolder(async (folder) => {
    const script = await writeAgent(folder, `sleep "$WORKSTREAM_ESTIMATE"\n${WRITE_LINE}`);
    return runWholePlan(folder, files, { agents: AGENTS, script });
  });
  const measured = (end - start) / 1000 / SECONDS_PER_HOUR;
  console.log(
    `${AGENTS} agents that sleep for a second for each hour of the estimate; --merge auto, --acceptance off.\n`,
  );
  console.log(
    printTable(
      ["", "hours", "measured, of it"],
      [
        ["measured", measured.toFixed(1), ""],
        ["expected: simulate", expected.toFixed(1), (measured / expected).toFixed(2)],
        ["the batch loop, without any time between attempts", batch.toFixed(1), (measured / batch).toFixed(2)],
      ],
    ),
  );
}
