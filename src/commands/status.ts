import { setTimeout as sleep } from "node:timers/promises";
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
      ? JSON.stringify(statusToJson(decision, clock), undefined, options.watch ? undefined : 2)
      : printStatus(decision, clock, tableStyle(context));
    if (text !== shown) context.print(text);
    shown = text;
    if (!options.watch) return 0;
    do await sleep(POLL_MS, undefined, { signal: options.signal }).catch(() => undefined);
    while (!options.signal.aborted && (await readFingerprint(project)) === reading.fingerprint);
    if (options.signal.aborted) return 0;
  }
}
