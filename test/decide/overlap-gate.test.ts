/** The merge order on any set of open pull requests: nobody waits for what can't merge, and nobody in a circle. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgePulls } from "../../src/decide/judge.ts";
import type { PullVerdict } from "../../src/decide/judge.ts";
import { deriveStates } from "../../src/state/derive.ts";
import type { Attempt, Pull, PullPair } from "../../src/state/facts.ts";
import { attempt, plan, pull, sha, snapshot, workstream } from "../support/builders.ts";

const RUNS = 1_000;
const MOST = 8;
const PRIORITIES = ["critical", "high", "normal", "low"] as const;
const PATHS = ["a.ts", "b.ts", "c.ts"];
const CONTRACT = attempt().contract;

interface Scene {
  readonly pulls: readonly Pull[];
  readonly pairs: readonly PullPair[];
  readonly attempts: readonly Attempt[];
  readonly policy: "merge" | "file" | "off";
  readonly requiredApprovals: number;
}

const rarely = fc.nat(5).map((number) => number === 0);

/** Pull requests of workstreams and of people, in whatever state they can be. */
const anyScene: fc.Arbitrary<Scene> = fc
  .record({
    pulls: fc.array(
      fc.record({
        isForeign: fc.boolean(),
        approvals: fc.nat(3),
        draft: rarely,
        objects: rarely,
        isTested: rarely.map((each) => !each),
        isInScope: rarely.map((each) => !each),
        isBuiltAnew: rarely,
        mergeability: fc.constantFrom("clean" as const, "clean" as const, "conflict" as const, "unknown" as const),
        priority: fc.constantFrom(...PRIORITIES),
      }),
      { minLength: 1, maxLength: MOST },
    ),
    pairs: fc.array(
      fc.record({
        a: fc.integer({ min: 1, max: MOST }),
        b: fc.integer({ min: 1, max: MOST }),
        shared: fc.subarray(PATHS),
        conflicts: fc.subarray(PATHS),
      }),
      { maxLength: 20 },
    ),
    policy: fc.constantFrom("merge" as const, "file" as const, "off" as const),
    requiredApprovals: fc.nat(2),
  })
  .map(({ pulls, pairs, policy, requiredApprovals }) => {
    const made = pulls.map((each, index) => makePull(each, index + 1));
    const known = new Map(pairs.map((pair) => [`${Math.min(pair.a, pair.b)} ${Math.max(pair.a, pair.b)}`, pair]));
    return {
      pulls: made.map((each) => each.pull),
      attempts: made.flatMap((each) => each.attempts),
      pairs: [...known.values()].filter(({ a, b }) => a !== b && Math.max(a, b) <= pulls.length),
      policy,
      requiredApprovals,
    };
  });

interface Shape {
  readonly isForeign: boolean;
  readonly approvals: number;
  readonly draft: boolean;
  readonly objects: boolean;
  readonly isTested: boolean;
  readonly isInScope: boolean;
  readonly isBuiltAnew: boolean;
  readonly mergeability: Pull["mergeability"]["kind"];
  readonly priority: (typeof PRIORITIES)[number];
}

function makePull(shape: Shape, number: number): { pull: Pull; attempts: readonly Attempt[] } {
  const id = `ws-${number}`;
  return {
    pull: pull({
      id: shape.isForeign ? undefined : id,
      number,
      head: shape.isForeign || !shape.isTested ? sha(`pushed ${number}`) : sha(`head ${id}/1`),
      draft: shape.draft,
      approvedBy: ["ada", "eve", "grace"].slice(0, shape.approvals),
      changesRequestedBy: shape.objects ? ["mallory"] : [],
      mergeability: shape.mergeability === "conflict" ? { kind: "conflict", paths: [] } : { kind: shape.mergeability },
      changes: [{ path: "a.ts", kind: "modified", mode: "100644", bytes: 1, target: undefined }],
    }),
    attempts: shape.isForeign ? [] : attemptsOf(id, shape),
  };
}

function attemptsOf(id: string, { isInScope, isBuiltAnew, priority }: Shape): readonly Attempt[] {
  const acceptance = [{ kind: "command" as const, command: "npm test" }];
  const contract = {
    ...CONTRACT,
    scope: isInScope ? ["**"] : ["other/"],
    workstream: workstream({ id, acceptance, priority }),
  };
  const delivered = attempt({ id, contract, end: { acceptance: "passed" } });
  return isBuiltAnew ? [delivered, attempt({ id, contract, number: 2 })] : [delivered];
}

function judge({ pulls, pairs, attempts, policy, requiredApprovals }: Scene): readonly PullVerdict[] {
  const ids = pulls.flatMap(({ id }) => (id === undefined ? [] : [workstream({ id })]));
  const of = plan(ids, {
    config: { overlap: { policy, unordered: "warn", until: "merged", rebuild: "auto" }, requiredApprovals },
  });
  const facts = snapshot({ pulls, pairs, attempts });
  return judgePulls(of, facts, deriveStates(of, facts), { acceptance: "on", ci: undefined });
}

/** Nothing but its place among the others could keep it from being merged this moment, by us or by a person. */
function couldMerge({ pulls, attempts, requiredApprovals }: Scene, number: number): boolean {
  const found = pulls.find((each) => each.number === number);
  if (found === undefined || found.draft || found.changesRequestedBy.length > 0) return false;
  if (found.mergeability.kind !== "clean" || found.approvedBy.length < requiredApprovals) return false;
  if (found.id === undefined) return true;
  const own = attempts.filter(({ id }) => id === found.id);
  return own.length === 1 && own[0]?.contract.scope[0] === "**" && own[0].end?.head === found.head;
}

/** The numbers that each one waits for; it is in nobody's words but the reason's. */
function waitsOf(verdicts: readonly PullVerdict[]): ReadonlyMap<number, readonly number[]> {
  const entries = verdicts.map(({ pull: { number }, gates }): [number, readonly number[]] => {
    const behind = gates.map(({ reason }) => reason).find((reason) => reason.kind === "behind");
    return [number, behind?.waits.map((wait) => wait.pull) ?? []];
  });
  return new Map(entries);
}

describe(`on any ${RUNS} sets of open pull requests`, () => {
  test("of those that could merge at least one is free", () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const verdicts = judge(scene);
        const able = verdicts.filter(({ pull: { number } }) => couldMerge(scene, number));
        if (able.length > 0) expect(able.map(({ passes }) => passes)).toContain(true);
      }),
      { numRuns: RUNS },
    );
  });

  test("whichever of them are taken away, that stays so", () => {
    const anyPart = anyScene.chain((scene) => fc.tuple(fc.constant(scene), fc.subarray([...scene.pulls])));
    fc.assert(
      fc.property(anyPart, ([scene, pulls]) => {
        const part = { ...scene, pulls };
        const verdicts = judge(part);
        const able = verdicts.filter(({ pull: { number } }) => couldMerge(part, number));
        if (able.length > 0) expect(able.map(({ passes }) => passes)).toContain(true);
      }),
      { numRuns: RUNS },
    );
  });

  test("in any part of them there is one that waits for none of the others, and nobody waits for what can't merge", () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const waits = waitsOf(judge(scene));
        const placed = new Set<number>();
        for (let left = waits.size; left > 0; left = waits.size - placed.size) {
          const free = [...waits].filter(
            ([number, others]) => !placed.has(number) && others.every((each) => placed.has(each)),
          );
          expect(free.length, "they wait in a circle").toBeGreaterThan(0);
          for (const [number] of free) placed.add(number);
        }
        const unapproved = { ...scene, requiredApprovals: 0 };
        for (const number of [...waits.values()].flat()) expect(couldMerge(unapproved, number)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test("of two that meet one waits, unless one of them stands in nobody's way", () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const passes = new Map(judge(scene).map((each) => [each.pull.number, each]));
        for (const { a, b, shared, conflicts } of scene.pairs) {
          const paths = { merge: conflicts, file: shared, off: [] }[scene.policy];
          const [one, other] = [passes.get(a), passes.get(b)];
          if (paths.length === 0 || one?.passes !== true || other?.passes !== true) continue;
          const harmless = [one, other].filter(
            ({ id, pull: each }) =>
              !couldMerge({ ...scene, requiredApprovals: 0 }, each.number) ||
              (id === undefined && each.approvedBy.length === 0),
          );
          expect(harmless, `#${a} and #${b} are both free`).not.toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("in whatever order they were read, the verdicts are the same", () => {
    const shuffled = anyScene.chain((scene) =>
      fc.record({
        scene: fc.constant(scene),
        pulls: fc.shuffledSubarray([...scene.pulls], { minLength: scene.pulls.length }),
        pairs: fc.shuffledSubarray(
          scene.pairs.map(({ a, b, ...rest }) => ({ ...rest, a: b, b: a })),
          { minLength: scene.pairs.length },
        ),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ scene, pulls, pairs }) => {
        expect(judge({ ...scene, pulls, pairs })).toEqual(judge(scene));
      }),
      { numRuns: RUNS },
    );
  });
});
