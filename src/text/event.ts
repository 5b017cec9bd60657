import type { Progress } from "../decide/action.ts";
import type { SpendingLimit } from "../plan/config.ts";
import type { End, Instant, StatusState, Usage } from "../state/facts.ts";
import type { Failure } from "../state/failure.ts";
import type { AgentPause, Reason, StateName } from "../state/lifecycle.ts";
import type { Context } from "../state/names.ts";
import type { Spending } from "../state/spending.ts";
import type { GateReason } from "../decide/gates.ts";
import type { StateCount } from "./counts.ts";

/** What `run` tells while it works; one line each in a pipe. */
export type RunEvent = { readonly at: Instant } & (
  | {
      readonly kind: "run-started";
      readonly workstreams: number;
      readonly agents: readonly string[];
    }
  | {
      readonly kind: "attempt-claimed";
      readonly id: string;
      readonly attempt: number;
      readonly agent: string;
    }
  /** The agent's program runs. */
  | {
      readonly kind: "attempt-started";
      readonly id: string;
      readonly attempt: number;
      readonly agent: string;
    }
  | {
      readonly kind: "attempt-ended";
      readonly id: string;
      readonly attempt: number;
      readonly agent: string;
      readonly outcome: End["outcome"];
      readonly failure: Failure | undefined;
      readonly durationMs: number;
      /** What its agent told that it spent. */
      readonly usage: Usage | undefined;
    }
  /** An agent gets no work from now on. */
  | { readonly kind: "agent-paused"; readonly agent: string; readonly pause: AgentPause }
  /** What a day may cost is spent: nothing starts before `until`. */
  | {
      readonly kind: "day-spent";
      readonly spent: Spending;
      readonly limit: SpendingLimit;
      readonly until: Instant;
    }
  /** The pull request of an attempt is open. */
  | {
      readonly kind: "landed";
      readonly id: string;
      readonly attempt: number;
      readonly pull: number;
    }
  /** A gate's verdict changed. */
  | {
      readonly kind: "gate";
      readonly pull: number;
      readonly context: Context;
      readonly state: StatusState;
      readonly reason: GateReason;
    }
  | { readonly kind: "merged"; readonly id: string; readonly pull: number }
  | {
      readonly kind: "state-changed";
      readonly id: string;
      /** Undefined: it was not in the plan before. */
      readonly from: StateName | undefined;
      readonly to: StateName;
      readonly reason: Reason;
    }
  /** Nothing to do until `next` or, where undefined, until a person or another process acts. */
  | {
      readonly kind: "waiting";
      readonly ids: readonly string[];
      readonly next: Instant | undefined;
    }
  /** Something failed that passes by itself; the run tries again at `until`. */
  | { readonly kind: "fault"; readonly message: string; readonly until: Instant }
  /** A person stopped the run; these attempts were stopped with it. */
  | { readonly kind: "interrupted"; readonly ids: readonly string[] }
  | {
      readonly kind: "finished";
      readonly progress: Progress;
      /** It ended because nothing starts before; undefined: for another reason. */
      readonly until: Instant | undefined;
      /** Agents that are paused. */
      readonly paused: readonly string[];
      readonly counts: readonly StateCount[];
    }
);
