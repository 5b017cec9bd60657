import { expect, test } from "vitest";
import { checkFence } from "../../src/decide/fence.ts";
import type { Fence } from "../../src/decide/fence.ts";
import type { End, Runner } from "../../src/state/facts.ts";
import { attemptName } from "../../src/state/names.ts";
import type { ClaimFact, Records } from "../../src/state/read-records.ts";
import { attempt, claim, sha } from "../support/builders.ts";

const RUNNER: Runner = { kind: "github", runId: 7, runAttempt: 1 };

function fact(number: number, runner: Runner = RUNNER, id = "ws-a"): ClaimFact {
  return { id, number, claim: claim({ sha: sha(`claim ${id}/${number}`), runner }) };
}

function records(claims: readonly ClaimFact[], ended: readonly number[] = []): Records {
  const end = attempt({ end: {} }).end;
  if (end === undefined) throw new Error("an end");
  const ends = new Map<string, End>(ended.map((number) => [attemptName("ws-a", number), end]));
  return { claims, ends, works: new Map(), branches: new Map(), intents: [], verdicts: new Map() };
}

const WANTED = { id: "ws-a", attempt: 1, claim: sha("claim ws-a/1") };

test.each<[string, Records, string]>([
  ["works on the newest claim of its run", records([fact(1), fact(2, RUNNER, "ws-b")]), "open"],
  ["finds no claim", records([]), "unknown"],
  ["comes after the end", records([fact(1)], [1]), "closed ended"],
  ["comes after a newer claim", records([fact(1), fact(2)]), "closed superseded"],
  ["is run again by hand", records([fact(1, { ...RUNNER, runAttempt: 2 })]), "closed other-run"],
  ["is of another run", records([fact(1, { ...RUNNER, runId: 8 })]), "closed other-run"],
  [
    "is of a claim on somebody's machine",
    records([{ ...fact(1), claim: claim({ sha: WANTED.claim }) }]),
    "closed other-run",
  ],
])("a job that %s", (_, known, expected) => {
  expect(print(checkFence(known, WANTED, RUNNER))).toBe(expected);
});

test("the commit counts, not the number", () => {
  expect(checkFence(records([fact(1)]), { ...WANTED, claim: sha("another") }, RUNNER).kind).toBe("unknown");
});

function print(fence: Fence): string {
  return fence.kind === "closed" ? `closed ${fence.why}` : fence.kind;
}
