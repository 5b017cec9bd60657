import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  agentTarget,
  branchId,
  branchName,
  legName,
  parseLegName,
  parseRef,
  parseTarget,
  printRef,
} from "../../src/state/names.ts";
import type { Leg, Name } from "../../src/state/names.ts";
import { anyId, anySha } from "../support/arbitraries.ts";

const anyName: fc.Arbitrary<Name> = fc.oneof(
  fc.constant<Name>({ kind: "epoch" }),
  fc.constant<Name>({ kind: "forge" }),
  fc.record({
    kind: fc.constant("attempt" as const),
    id: anyId,
    number: fc.integer({ min: 1, max: 999_999_999 }),
    part: fc.constantFrom("claim" as const, "end" as const, "work" as const),
  }),
  fc.record({
    kind: fc.constant("intent" as const),
    at: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    nonce: fc.stringMatching(/^[a-z0-9]{1,16}$/),
  }),
  fc.record({ kind: fc.constant("verdict" as const), head: anySha }),
  fc.record({ kind: fc.constant("saved" as const), id: anyId, head: anySha }),
  fc.record({ kind: fc.constant("branch" as const), id: anyId }),
);

describe("names of refs", () => {
  test("what is printed is read back", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(parseRef(printRef(name))).toEqual(name);
      }),
    );
  });

  test("two names never share a ref", () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        if (printRef(a) === printRef(b)) expect(a).toEqual(b);
      }),
    );
  });

  test("any other ref is none of ours", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = parseRef(`refs/workstreams/${text}`);
        if (name !== undefined) expect(printRef(name)).toBe(`refs/workstreams/${text}`);
      }),
    );
  });

  test.each([
    "refs/heads/main",
    "refs/heads/workstreams/other",
    "refs/heads/workstreams/ws-a/b",
    "refs/workstreams/attempts/ws-a/0/claim",
    "refs/workstreams/attempts/ws-a/01/claim",
    "refs/workstreams/attempts/WS-A/1/claim",
    "refs/workstreams/attempts/ws-a/1/other",
    "refs/workstreams/tmp/0123",
    "refs/workstreams/epoch/x",
    "refs/remotes/origin/workstreams/ws-a",
  ])("%s is none of ours", (ref) => {
    expect(parseRef(ref)).toBeUndefined();
  });

  test("a branch names its workstream", () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(branchId(branchName(id))).toBe(id);
      }),
    );
  });
});

describe("targets of intents", () => {
  test("a workstream, an agent and all are told apart", () => {
    const anyAgent = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/);
    fc.assert(
      fc.property(anyId, anyAgent, (id, agent) => {
        expect(parseTarget(id)).toEqual({ kind: "workstream", id });
        expect(parseTarget(agentTarget(agent))).toEqual({ kind: "agent", agent });
      }),
    );
    expect(parseTarget("all")).toEqual({ kind: "all" });
  });
});

const anyLeg: fc.Arbitrary<Leg> = fc.oneof(
  fc.record({
    kind: fc.constant("attempt" as const),
    id: anyId,
    number: fc.integer({ min: 1, max: 999_999_999 }),
  }),
  fc.record({ kind: fc.constant("verify" as const), id: anyId, head: anySha }),
);

describe("names of legs", () => {
  test("what is printed is read back, wherever GitHub puts it", () => {
    fc.assert(
      fc.property(anyLeg, fc.constantFrom("", "loop / ", "a / b / "), (leg, callers) => {
        expect(parseLegName(`${callers}${legName(leg)}`)).toEqual({ leg, job: "" });
        expect(parseLegName(`${callers}${legName(leg)} / agent`)).toEqual({ leg, job: "agent" });
      }),
    );
  });

  test.each(["", "workstreams / plan", "ws-a", "ws-a/0", "ws-a/01 / agent", "WS-A/1", "ws-a@0123", "plan ws-a/1"])(
    "%s is a job of no leg",
    (name) => {
      expect(parseLegName(name)).toBeUndefined();
    },
  );
});
