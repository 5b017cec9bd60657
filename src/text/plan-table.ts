import type { Action, Decision } from "../decide/action.ts";
import type { StateName, WorkstreamState } from "../state/lifecycle.ts";
import { printAction } from "./action.ts";
import { printCounts, countStates } from "./counts.ts";
import { printExpected } from "./hours.ts";
import { paint, toneOf } from "./palette.ts";
import { cutColumns, padColumns } from "./plain.ts";
import { printReason } from "./reason.ts";
import type { TableStyle } from "./status-table.ts";
import type { Clock } from "./time.ts";
import { count } from "./words.ts";
import { wrapColumns } from "./wrap.ts";

/** How what is left is expected to go. */
export interface PlanOutlook {
  /** Until everything that can be scheduled has ended. */
  readonly hours: number;
  /** Hours that no order can do without. */
  readonly lowerBound: number;
  /** How many get work. */
  readonly agents: number;
}

/** What `plan --json` prints. */
export interface PlanJson {
  readonly start: readonly {
    readonly id: string;
    readonly agent: string;
    readonly attempt: number;
    /** Id of the pattern that it follows, or null. */
    readonly pattern: string | null;
  }[];
  readonly wait: readonly {
    readonly id: string;
    readonly state: StateName;
    readonly reason: string;
  }[];
  readonly expected: PlanOutlook;
}

export function planToJson(decision: Decision, expected: PlanOutlook, { now }: Clock): PlanJson {
  return {
    start: decision.actions
      .filter(isClaim)
      .map(({ id, agent, attempt, pattern = null }) => ({ id, agent, attempt, pattern })),
    wait: waiting(decision).map(({ id, state, reason }) => ({
      id,
      state,
      reason: printReason(reason, { id, now }),
    })),
    expected,
  };
}

/** What the next tick would do, then what waits and why. */
export function printPlan(decision: Decision, outlook: PlanOutlook, { now }: Clock, style: TableStyle): string {
  const colors = paint(style.color);
  const waits = waiting(decision);
  const idWidth = widest(waits.map(({ id }) => id));
  const stateWidth = widest(waits.map(({ state }) => state));
  const doing = decision.actions.map((action) => `  ${cutColumns(printAction(action), style.width - 2)}`);
  const lines = waits.map(({ id, state, reason }) => {
    const room = Math.max(style.width - idWidth - stateWidth - 6, 30);
    const why = cutColumns(printReason(reason, { id, now }), room);
    return `  ${padColumns(id, idWidth)}  ${colors.tone(toneOf(state), padColumns(state, stateWidth))}  ${why}`;
  });
  return [
    ...(doing.length === 0 ? ["Nothing to do now."] : ["The next tick would:", ...doing]),
    ...(lines.length === 0 ? [] : ["", "Waiting:", ...lines]),
    "",
    printCounts(countStates(decision.states.values())),
    ...(outlook.hours === 0 ? [] : wrapColumns(printOutlook(outlook), style.width)),
  ].join("\n");
}

function printOutlook({ hours, lowerBound, agents }: PlanOutlook): string {
  return (
    `what is left is expected to take ${printExpected(hours)} on ${count(agents, "agent")}; ` +
    `no order takes less than ${printExpected(lowerBound)}`
  );
}

/** All that does not start now, and is neither under way nor over. */
function waiting(decision: Decision): readonly WorkstreamState[] {
  const starting = new Set(decision.actions.filter(isClaim).map(({ id }) => id));
  return [...decision.states.values()].filter(({ id, state }) => !starting.has(id) && !SETTLED.has(state));
}

const SETTLED: ReadonlySet<StateName> = new Set(["claimed", "running", "completed", "cancelled"]);

function isClaim(action: Action): action is Extract<Action, { kind: "claim" }> {
  return action.kind === "claim";
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}
