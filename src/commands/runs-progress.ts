import { createLogUpdate } from "log-update";
import { printRunsProgress } from "../text/runs.ts";
import type { CommandContext } from "./context.ts";

/** What takes less shows nothing, and nothing is drawn more often. */
const PATIENCE_MS = 300;
const REDRAW_MS = 100;

export interface RunsProgress {
  /** So many runs are over. */
  readonly show: (over: number) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

/** A bar on stderr while many runs are simulated; nothing where stderr is no terminal. */
export function createRunsProgress({ terminal, surroundings }: CommandContext, runs: number): RunsProgress {
  if (!terminal.live) return { show: () => {}, stop: () => {} };
  const frame = createLogUpdate(process.stderr, { showCursor: true });
  let due = surroundings.now() + PATIENCE_MS;
  return {
    show(over) {
      const now = surroundings.now();
      if (now < due) return;
      due = now + REDRAW_MS;
      frame(printRunsProgress(over, runs, terminal));
    },
    stop() {
      frame.clear();
      frame.done();
    },
  };
}
