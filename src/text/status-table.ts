import type { WorkstreamState } from "../state/lifecycle.ts";
import { viewAttempt } from "./attempt-view.ts";
import type { AttemptView } from "./attempt-view.ts";
import { countStates, printCounts } from "./counts.ts";
import { paint, toneOf } from "./palette.ts";
import type { Paint } from "./palette.ts";
import { columns, cutColumns, padColumns, plain } from "./plain.ts";
import { printReason } from "./reason.ts";
import { isoTime } from "./time.ts";
import type { Clock } from "./time.ts";

/** How a table is drawn; `width` in terminal columns, Infinity for a pipe. */
export interface TableStyle {
  readonly color: boolean;
  readonly width: number;
}

type States = ReadonlyMap<string, WorkstreamState>;

/** The table of `workstreams status`: id, state, newest attempt, reason; last line: how many are in each state. */
export function printStatus(states: States, clock: Clock, style: TableStyle): string {
  const colors = paint(style.color);
  const rows = Array.from(states.values(), (state) => ({
    state,
    cells: [state.id, state.state, printNewest(state)] as const,
    reason: printReason(state.reason, { id: state.id, now: clock.now }),
  }));
  const header = ["workstream", "state", "attempt"] as const;
  const widths = header.map((name, index) =>
    Math.max(columns(name), ...rows.map(({ cells }) => columns(cells[index] ?? ""))),
  );
  const room = Math.max(20, style.width - widths.reduce((all, each) => all + each + 2, 0));
  const lines = rows.map(({ state, cells, reason }) =>
    printRow(cells, cutColumns(reason, room), widths, (text) => colors.tone(toneOf(state.state), text)),
  );
  const head = rows.length === 0 ? [] : [colors.dim(printRow(header, "reason", widths, (text) => text))];
  return [...head, ...lines, ...printSummary(states, colors)].join("\n");
}

function printRow(
  cells: readonly [string, string, string],
  reason: string,
  widths: readonly number[],
  color: (text: string) => string,
): string {
  const [id, state, attempt] = cells.map((cell, index) => padColumns(cell, widths[index] ?? 0));
  return `${id}  ${color(state ?? "")}  ${attempt}  ${reason}`.trimEnd();
}

function printSummary(states: States, colors: Paint): readonly string[] {
  const summary = colors.bold(printCounts(countStates(states.values())));
  return states.size === 0 ? [summary] : ["", summary];
}

/** "2 on agent-1"; empty before the first attempt. */
function printNewest(state: WorkstreamState): string {
  const newest = state.attempts.at(-1);
  return newest === undefined ? "" : `${newest.number} on ${cutColumns(plain(newest.claim.agent), 24)}`;
}

/** One attempt in the JSON of `status`, `explain` and `report`; times are ISO 8601. */
interface AttemptJson {
  readonly number: number;
  readonly agent: string;
  readonly state: AttemptView["state"];
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** What `workstreams status --json` prints. */
export interface StatusJson {
  readonly workstreams: readonly {
    readonly id: string;
    readonly state: WorkstreamState["state"];
    readonly reason: string;
    readonly attempts: readonly AttemptJson[];
    readonly pull: number | null;
  }[];
}

export function statusToJson(states: States, clock: Clock): StatusJson {
  const workstreams = Array.from(states.values(), (state) => ({
    id: state.id,
    state: state.state,
    reason: printReason(state.reason, { id: state.id, now: clock.now }),
    attempts: attemptsToJson(state),
    pull: state.pull?.number ?? null,
  }));
  return { workstreams };
}

function attemptsToJson(state: WorkstreamState): readonly AttemptJson[] {
  return state.attempts.map((attempt) => {
    const view = viewAttempt(state, attempt);
    return {
      number: view.number,
      agent: view.agent,
      state: view.state,
      startedAt: view.startedAt === undefined ? null : isoTime(view.startedAt),
      endedAt: view.endedAt === undefined ? null : isoTime(view.endedAt),
    };
  });
}
