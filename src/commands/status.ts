import { printStatus, statusToJson } from "../text/status-table.ts";
import { tableStyle } from "./context.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { openProject } from "./project.ts";
import { readFingerprint } from "./read-project.ts";
import { look } from "./tick.ts";

export interface StatusOptions {
  readonly json: boolean;
  /** Print again whenever something changed, until `signal` is aborted. */
  readonly watch: boolean;
  readonly signal: AbortSignal;
}

const POLL_MS = 1000;

/** `workstreams status`: every workstream's state with its reason. */
export async function status(context: CommandContext, options: StatusOptions): Promise<ExitCode> {
  const project = await openProject(context.directory, context.surroundings);
  for (let shown = ""; ;) {
    const { reading, decision } = await look(project, { agents: undefined, merge: undefined, acceptance: "on" });
    const clock = { now: context.surroundings.now() };
    const text = options.json
      ? JSON.stringify(statusToJson(decision.states, clock), undefined, options.watch ? undefined : 2)
      : printStatus(decision.states, clock, tableStyle(context));
    if (text !== shown) context.print(text);
    shown = text;
    if (!options.watch) return 0;
    do await pause(POLL_MS, options.signal);
    while (!options.signal.aborted && (await readFingerprint(project)) === reading.fingerprint);
    if (options.signal.aborted) return 0;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
