import { expect, test } from "vitest";
import { endAttempts } from "../../src/decide/recover.ts";
import type { WorkstreamState } from "../../src/state/lifecycle.ts";
import { HOUR, T0, attempt, state, stateMap } from "../support/builders.ts";

const github = { kind: "github", runId: 1, runAttempt: 1 } as const;
const stop = { code: "cancelled", detail: "by ada" } as const;

test.each<[string, Partial<WorkstreamState>, number, object | undefined]>([
  ["a healthy attempt is left alone, however long it takes", { attempts: [attempt()] }, T0 + 99 * HOUR, undefined],
  ["one that has ended is left alone", { attempts: [attempt({ end: {} })] }, T0, undefined],
  [
    "one that nobody wants any more is cancelled",
    { attempts: [attempt()], stop },
    T0,
    { outcome: "cancelled", counted: false, failure: stop },
  ],
  [
    "a killed local run costs no attempt",
    { attempts: [attempt({ liveness: "dead" })] },
    T0,
    { outcome: "expired", counted: false, failure: { code: "dead" } },
  ],
  [
    "a runner that died may have died of the work",
    { attempts: [attempt({ liveness: "dead", claim: { runner: github } })] },
    T0,
    { outcome: "expired", counted: true },
  ],
  [
    "one that its run never started costs no attempt",
    { attempts: [attempt({ liveness: "unstarted", claim: { runner: github } })] },
    T0,
    { outcome: "expired", counted: false, failure: { code: "dead", detail: "its run ended without a job for it" } },
  ],
  [
    "one whose run a person cancelled is not tried again",
    { attempts: [attempt({ liveness: "cancelled", claim: { runner: github } })] },
    T0,
    { outcome: "cancelled", counted: false, failure: { code: "cancelled" } },
  ],
  [
    "where nobody can tell, it is given time",
    { attempts: [attempt({ liveness: "unknown" })] },
    T0 + 3 * HOUR,
    undefined,
  ],
  [
    "and the clock is the last resort",
    { attempts: [attempt({ liveness: "unknown" })] },
    T0 + 3 * HOUR + 1,
    { outcome: "expired", failure: { code: "dead", detail: "nothing was heard of it for 180 minutes" } },
  ],
])("%s", (_, fields, now, expected) => {
  const actions = endAttempts(stateMap([state({ state: "running", ...fields })]), now);
  if (expected === undefined) expect(actions).toEqual([]);
  else expect(actions).toMatchObject([{ kind: "end", id: "ws-a", attempt: 1, ...expected }]);
});
