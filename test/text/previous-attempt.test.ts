import { expect, test } from "vitest";
import { previousAttempt } from "../../src/text/previous-attempt.ts";
import type { AttemptHistory } from "../../src/text/previous-attempt.ts";
import { attempt } from "../support/builders.ts";

const refused = { code: "acceptance", detail: "npm test" } as const;
const killed = { outcome: "expired", counted: false, failure: { code: "dead", detail: "" } } as const;

test.each<[string, Partial<AttemptHistory>, object | undefined]>([
  ["the first attempt is told nothing", {}, undefined],
  [
    "a failure is told with its output",
    { attempts: [attempt({ end: { outcome: "failed", failure: refused, output: "1 failed" } })] },
    { failure: refused, output: "1 failed", conflicts: [] },
  ],
  [
    "after a kill the failure before it is told",
    {
      attempts: [
        attempt({ end: { outcome: "failed", failure: refused, output: "1 failed" } }),
        attempt({ number: 2, end: killed }),
      ],
    },
    { failure: refused, output: "1 failed", conflicts: [] },
  ],
  ["a kill alone says nothing", { attempts: [attempt({ end: killed })] }, undefined],
  [
    "a conflict of what was delivered is told",
    { attempts: [attempt({ end: {} })], conflicts: [{ path: "a.ts", text: "" }] },
    { failure: { code: "conflict", detail: "a.ts" }, output: "", conflicts: [{ path: "a.ts", text: "" }] },
  ],
  [
    "also when its rebuild was killed",
    { attempts: [attempt({ end: {} }), attempt({ number: 2, end: killed })], conflicts: [{ path: "a.ts", text: "" }] },
    { failure: { code: "conflict", detail: "a.ts" }, output: "", conflicts: [{ path: "a.ts", text: "" }] },
  ],
])("%s", (_, fields, expected) => {
  expect(previousAttempt({ attempts: [], conflicts: undefined, ...fields })).toEqual(expected);
});
