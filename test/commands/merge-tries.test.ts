import { expect, test } from "vitest";
import type { Action } from "../../src/decide/action.ts";
import { createMergeTries } from "../../src/commands/action/merge-tries.ts";
import type { Look } from "../../src/commands/tick.ts";
import { readLedger } from "../../src/decide/budget.ts";
import { T0, plan, sha, snapshot } from "../support/builders.ts";

const merge = (pull: number): Action => ({ kind: "merge", id: "ws-a", pull, head: sha(`head ${pull}`) });

function seen(base: string, ...actions: readonly Action[]): Look {
  const facts = snapshot({ base: { branch: "main", sha: sha(base) } });
  const ledger = readLedger(plan([]), facts, T0);
  return {
    reading: { plan: plan([]), snapshot: facts, fingerprint: "", canary: false, unavailable: new Map(), ci: undefined },
    decision: { actions, states: new Map(), progress: { kind: "done" }, pauses: new Map(), ledger },
  };
}

test("a merge that is refused is left alone, and the others go on", () => {
  const tries = createMergeTries();
  const refused = merge(1);
  expect(tries.note(seen("base", refused), [{ action: refused }])).toEqual({ lookAgain: true, notes: [] });
  expect([...tries.refused]).toEqual([1]);
});

test("one that was made is no try too many", () => {
  const tries = createMergeTries();
  expect(tries.note(seen("base", merge(1)), []).lookAgain).toBe(false);
  expect(tries.note(seen("next", merge(2)), []).lookAgain).toBe(false);
  expect(tries.refused.size).toBe(0);
});

test("one that is still to be made on the same base was not made without a word: that is said once", () => {
  const tries = createMergeTries();
  tries.note(seen("base", merge(1)), []);
  const { lookAgain, notes } = tries.note(seen("base", merge(1)), []);
  expect([lookAgain, notes.length, notes[0]]).toEqual([true, 1, expect.stringContaining("#1")]);
});

test("a base that moved meanwhile is worth another try", () => {
  const tries = createMergeTries();
  tries.note(seen("base", merge(1)), []);
  expect(tries.note(seen("moved", merge(1)), [])).toEqual({ lookAgain: false, notes: [] });
});
