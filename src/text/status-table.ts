import type { Overview } from "../decide/action.ts";
import { pauseEnd } from "../decide/paused-agents.ts";
import type { AgentPause, WorkstreamState } from "../state/lifecycle.ts";
import type { Spending } from "../state/spending.ts";
import { printAgentPause } from "./agent-pause.ts";
import { viewAttempt } from "./attempt-view.ts";
import type { AttemptView } from "./attempt-view.ts";
import { countStates, printCounts } from "./counts.ts";
import { ledgerToJson, printLedger } from "./ledger.ts";
import type { LedgerJson } from "./ledger.ts";
import { printWorkstreamSpending, spendingOfState, usageToJson } from "./money.ts";
import type { UsageJson } from "./money.ts";
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

const HEADER = ["workstream", "state", "attempt", "spent"] as const;

/**
 * What `workstreams status` prints: id, state, newest attempt, reason, and what was spent where anything was; below, how many
 * are in each state, what is spent in all, and who is paused.
 */
export function printStatus(overview: Overview, clock: Clock, style: TableStyle): string {
  const { states, ledger } = overview;
  const colors = paint(style.color);
  const rows = Array.from(states.values(), (state) => ({
    state,
    cells: cellsOf(state, ledger),
    reason: printReason(state.reason, { id: state.id, now: clock.now }),
  }));
  const cells = [HEADER, ...rows.map((row) => row.cells)];
  const widths = HEADER.map((_, index) => Math.max(...cells.map((row) => columns(row[index] ?? ""))));
  if (rows.every((row) => row.cells[3] === "")) widths.pop();
  const room = Math.max(20, style.width - widths.reduce((all, each) => all + each + 2, 0));
  const lines = rows.map(({ state, cells: own, reason }) =>
    printRow(own, cutColumns(reason, room), widths, (text) => colors.tone(toneOf(state.state), text)),
  );
  const head = rows.length === 0 ? [] : [colors.dim(printRow(HEADER, "reason", widths, (text) => text))];
  return [...head, ...lines, ...printSummary(overview, colors)].join("\n");
}

type Cells = readonly [id: string, state: string, attempt: string, spent: string];

function cellsOf(state: WorkstreamState, { budget }: Overview["ledger"]): Cells {
  const spent = printWorkstreamSpending(spendingOfState(state), budget.perWorkstream);
  return [state.id, state.state, printNewest(state), spent];
}

function printRow(cells: Cells, reason: string, widths: readonly number[], color: (text: string) => string): string {
  const [id, state, ...others] = widths.map((width, index) => padColumns(cells[index] ?? "", width));
  return [id, color(state ?? ""), ...others, reason].join("  ").trimEnd();
}

function printSummary({ states, ledger, pauses }: Overview, colors: Paint): readonly string[] {
  const summary = colors.bold(printCounts(countStates(states.values())));
  const spent = printLedger(ledger);
  return [
    ...(states.size === 0 ? [summary] : ["", summary]),
    ...(spent === undefined ? [] : [spent]),
    ...Array.from(pauses, ([agent, pause]) => colors.tone("attention", printAgentPause([agent], pause))),
  ];
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
  readonly usage: UsageJson | null;
}

/** What `workstreams status --json` prints. */
export interface StatusJson {
  readonly workstreams: readonly {
    readonly id: string;
    readonly state: WorkstreamState["state"];
    readonly reason: string;
    readonly attempts: readonly AttemptJson[];
    readonly pull: number | null;
    /** Of all its attempts, and of those since its last retry. */
    readonly spent: Spending;
    readonly spentSinceRetry: Spending;
  }[];
  readonly spent: LedgerJson;
  /** Agents that get no work now; `until`: when that ends by itself. */
  readonly paused: readonly { readonly agent: string; readonly reason: string; readonly until: string | null }[];
}

export function statusToJson({ states, ledger, pauses }: Overview, clock: Clock): StatusJson {
  const workstreams = Array.from(states.values(), (state) => ({
    id: state.id,
    state: state.state,
    reason: printReason(state.reason, { id: state.id, now: clock.now }),
    attempts: attemptsToJson(state),
    pull: state.pull?.number ?? null,
    ...spendingOfState(state),
  }));
  return { workstreams, spent: ledgerToJson(ledger), paused: Array.from(pauses, pauseToJson) };
}

function pauseToJson([agent, pause]: readonly [string, AgentPause]): StatusJson["paused"][number] {
  const until = pauseEnd(pause);
  return { agent, reason: printAgentPause([agent], pause), until: until === undefined ? null : isoTime(until) };
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
      usage: usageToJson(view.usage),
    };
  });
}
