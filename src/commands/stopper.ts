import type { Failure } from "../state/failure.ts";

/** Why an attempt that runs is to stop, as its end will say. */
export interface Stop {
  readonly outcome: "expired" | "cancelled";
  readonly failure: Failure;
}

/** A way to stop something once, for a reason; the first reason counts. */
export interface Stopper {
  readonly signal: AbortSignal;
  readonly stop: (why: Stop) => void;
  readonly why: () => Stop;
}

/** What stands for a run that ends: everything that it executes stops, and costs no attempt. */
export const RUN_STOPPED: Stop = {
  outcome: "expired",
  failure: { code: "dead", detail: "the run was stopped" },
};

export function createStopper(): Stopper {
  const controller = new AbortController();
  let reason: Stop | undefined;
  return {
    signal: controller.signal,
    stop(why) {
      reason ??= why;
      controller.abort();
    },
    why: () => reason ?? RUN_STOPPED,
  };
}
