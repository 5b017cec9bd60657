/** Who executes runs: `act` in scenarios, nobody where a test moves them by hand. */
import type { Run } from "./model.ts";

export interface Runner {
  /** Executes a queued run to its end, with all its jobs; rejects only where the runner itself is broken. */
  execute(run: Run): Promise<void>;
  /** The run's processes end soon after; `execute` tells. */
  cancel(run: Run): Promise<void>;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}
