import { expect, test } from "vitest";
import { longWait } from "../../src/decide/long-wait.ts";
import type { WorkstreamState } from "../../src/state/lifecycle.ts";
import { T0, state, stateMap } from "../support/builders.ts";

const held = state({ id: "ws-a", state: "held" });
const last = { code: "agent-exit", detail: "" } as const;
const retrying = state({
  id: "ws-b",
  state: "retrying",
  reason: { kind: "retry", attempt: 2, of: 3, notBefore: T0 + 9, last },
});
const working = { kind: "working", next: T0 + 9 } as const;

test.each<[string, Parameters<typeof longWait>[0], readonly WorkstreamState[], number | undefined]>([
  ["what is held until then", working, [held], T0 + 9],
  ["a review beside it", working, [held, state({ id: "ws-b", state: "in-review" })], T0 + 9],
  ["something that runs", working, [held, state({ id: "ws-b", state: "running" })], undefined],
  ["a retry after minutes", working, [held, retrying], undefined],
  ["nothing with a time", { kind: "working", next: undefined }, [held], undefined],
  ["people", { kind: "waiting-for-people", ids: ["ws-a"] }, [held], undefined],
])("%s", (_, progress, states, expected) => {
  expect(longWait(progress, stateMap(states))).toBe(expected);
});
