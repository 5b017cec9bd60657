import { expect, test } from "vitest";
import type { Failure } from "../../src/state/failure.ts";
import { printFailure } from "../../src/text/failure.ts";
import { printNotice } from "../../src/text/notice.ts";

const SENTENCES: readonly (readonly [Failure, string])[] = [
  [{ code: "agent-exit", detail: "exit code 3" }, "the agent's program failed: exit code 3"],
  [{ code: "agent-start", detail: "no such file" }, "the agent's program did not start: no such file"],
  [{ code: "pattern-start", detail: "no such file" }, "the command of its pattern did not start: no such file"],
  [{ code: "timeout", detail: "60 min" }, "the time limit was reached: 60 min"],
  [{ code: "no-change", detail: "" }, "the agent changed nothing"],
  [{ code: "scope", detail: "outside the scope: b.ts" }, "its change was refused: outside the scope: b.ts"],
  [{ code: "protected", detail: ".gitmodules is protected" }, "its change was refused: .gitmodules is protected"],
  [{ code: "acceptance", detail: "npm test" }, "an acceptance test failed: npm test"],
  [{ code: "history", detail: "" }, "its commits do not descend from the claim"],
  [{ code: "conflict", detail: "a.ts, b.ts" }, "it conflicts with the moved base in a.ts, b.ts"],
  [{ code: "dead", detail: "process 4711" }, "what executed it is gone: process 4711"],
  [{ code: "cancelled", detail: "by ann" }, "it was cancelled by ann"],
  [{ code: "taken-over", detail: "" }, "somebody else pushed to its branch"],
  [{ code: "internal", detail: "disk\u001B[2J full\n" }, "the machine or this program had a fault: disk full"],
];

test.each(SENTENCES)("%j", (failure, sentence) => {
  expect(printFailure(failure)).toBe(sentence);
});

test("notices say what to do", () => {
  expect(printNotice({ kind: "drift", attempt: 2 })).toBe(
    "its file changed during attempt 2; the change applies from the next attempt",
  );
  expect(printNotice({ kind: "redefined", pull: 12 })).toBe(
    "#12 delivered it from another definition; give the new one a new id",
  );
});
