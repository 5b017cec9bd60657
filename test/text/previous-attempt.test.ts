import { expect, test } from "vitest";
import type { Attempt } from "../../src/state/facts.ts";
import { findTelling, previousAttempt } from "../../src/text/previous-attempt.ts";
import type { AttemptHistory } from "../../src/text/previous-attempt.ts";
import { attempt } from "../support/builders.ts";

const refused = { code: "acceptance", detail: "npm test" } as const;
const killed = { outcome: "expired", counted: false, failure: { code: "dead", detail: "" } } as const;
const failed = attempt({ end: { outcome: "failed", failure: refused, output: "1 failed" } });
const conflicts = [{ path: "a.ts", text: "" }];
const work = { files: [{ path: "a.ts", added: 1, deleted: 0 }], patch: "+a" };

test.each<[string, readonly Attempt[], Partial<AttemptHistory>, object | undefined]>([
  ["the first attempt is told nothing", [], {}, undefined],
  ["nor is one of an attempt that has no end", [attempt()], {}, undefined],
  [
    "a failure is told with its output",
    [failed],
    {},
    { failure: refused, output: "1 failed", conflicts: [], work: undefined },
  ],
  ["and with its work", [failed], { work }, { failure: refused, output: "1 failed", conflicts: [], work }],
  [
    "after a kill the failure before it is told",
    [failed, attempt({ number: 2, end: killed })],
    {},
    { failure: refused, output: "1 failed", conflicts: [], work: undefined },
  ],
  ["a kill alone says nothing", [attempt({ end: killed })], {}, undefined],
  [
    "of what was delivered the work is told",
    [attempt({ end: {} })],
    { work },
    { failure: undefined, output: "", conflicts: [], work },
  ],
  [
    "a conflict of what was delivered is told",
    [attempt({ end: {} })],
    { conflicts },
    { failure: { code: "conflict", detail: "a.ts" }, output: "", conflicts, work: undefined },
  ],
  [
    "also when its rebuild was killed",
    [attempt({ end: {} }), attempt({ number: 2, end: killed })],
    { conflicts },
    { failure: { code: "conflict", detail: "a.ts" }, output: "", conflicts, work: undefined },
  ],
])("%s", (_, attempts, history, expected) => {
  const told = previousAttempt(findTelling(attempts), { conflicts: undefined, work: undefined, ...history });
  expect(told).toEqual(expected);
});
