import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GateReason } from "../../src/decide/gates.ts";
import { describeGate, printGate } from "../../src/text/gate.ts";
import { anyCharacter } from "../support/arbitraries.ts";

const WAIT = { pull: 1, path: "a.ts", paths: ["a.ts"], isConflict: false };

const SENTENCES: readonly (readonly [GateReason, string])[] = [
  [{ kind: "in-scope", paths: 1, companions: 0 }, "1 changed path inside the scope"],
  [{ kind: "in-scope", paths: 3, companions: 0 }, "3 changed paths inside the scope"],
  [{ kind: "in-scope", paths: 3, companions: 1 }, "3 changed paths inside the scope, 1 of them by companion rules"],
  [
    { kind: "out-of-scope", paths: ["src/b.ts"], scope: ["src/a/"] },
    "outside the scope: src/b.ts; revert it, or widen files_scope",
  ],
  [
    { kind: "out-of-scope", paths: ["b", "c", "d", "e"], scope: ["src/a/"] },
    "outside the scope: b, c and 2 more; revert it, or widen files_scope",
  ],
  [
    { kind: "protected", path: ".github/workflows/ci.yml", why: "protected-path" },
    ".github/workflows/ci.yml is protected; revert it, or name it literally in files_scope",
  ],
  [{ kind: "protected", path: "lib", why: "submodule" }, "lib is a submodule; revert it"],
  [{ kind: "too-many", most: 3000 }, "changes more than 3000 files; split it, or raise max_files in the configuration"],
  [
    { kind: "protected", path: "link", why: "link-outside" },
    "link links out of the repository; link inside the repository",
  ],
  [
    { kind: "protected", path: "big.bin", why: "too-large" },
    "big.bin is larger than a file may be; revert it, or raise max_file_mb in the configuration",
  ],
  [{ kind: "accepted", tests: 2 }, "2 acceptance tests passed on this head"],
  [{ kind: "no-tests" }, "no acceptance test is a command"],
  [{ kind: "acceptance-off" }, "acceptance tests were switched off for this run"],
  [{ kind: "rejected", detail: "`npm test` exited 1" }, "an acceptance test failed: `npm test` exited 1"],
  [{ kind: "unverified" }, "waits for the acceptance tests to run on this head"],
  [{ kind: "merges-cleanly" }, "merges cleanly"],
  [
    { kind: "conflicts-with-base", branch: "main", paths: ["a.ts", "b.ts"], lines: [], next: "rebuild" },
    "conflicts with main in a.ts and b.ts; a new attempt builds it anew",
  ],
  [
    {
      kind: "conflicts-with-base",
      branch: "main",
      paths: ["src/a.ts", "b.bin"],
      lines: [
        {
          path: "src/a.ts",
          ranges: [
            { first: 3, last: 9 },
            { first: 12, last: 12 },
          ],
        },
      ],
      next: "person",
    },
    "conflicts with main in src/a.ts lines 3-9 and 12 and b.bin; merge the base into it and resolve that, or ask for a retry",
  ],
  [
    {
      kind: "conflicts-with-base",
      branch: "main",
      paths: ["a.ts"],
      lines: [{ path: "a.ts", ranges: [{ first: 1, last: 1 }] }],
      next: "person",
    },
    "conflicts with main in a.ts line 1; merge the base into it and resolve that, or ask for a retry",
  ],
  [{ kind: "mergeability-unknown" }, "waits to know whether it merges into the base"],
  [
    { kind: "behind", pull: 1, path: "a.ts", waits: [WAIT, { ...WAIT, pull: 2 }, { ...WAIT, pull: 3 }] },
    "waits for #1, which also changes a.ts; then for #2 and #3",
  ],
  [
    { kind: "behind", pull: 1, path: "new/a.ts", waits: [{ ...WAIT, path: "new/a.ts", isConflict: true }] },
    "waits for #1, with which it conflicts in new/a.ts",
  ],
  [{ kind: "behind", pull: 12, path: "a.ts", waits: [] }, "waits for #12, which also changes a.ts"],
  [{ kind: "no-workstream-ahead" }, "no pull request of a workstream stands in its way"],
  [{ kind: "ci-passed" }, "the repository's own CI passed on this head"],
  [{ kind: "ci-failed", conclusion: "timed_out" }, "the repository's own CI ended on this head: timed_out"],
  [{ kind: "ci-running" }, "the repository's own CI runs on this head"],
  [{ kind: "ci-started", workflow: "ci.yml" }, "ci.yml was started on this head"],
  [
    { kind: "ci-not-startable", workflow: "ci.yml" },
    "ci.yml can't be started here: it needs `on: workflow_dispatch` without inputs",
  ],
  [
    { kind: "ci-needs-approval", workflow: "ci.yml" },
    "ci.yml may write or use secrets: it runs once a person approves this head",
  ],
  [{ kind: "overlap-off" }, "overlap is not checked: the configuration says `off`"],
  [{ kind: "all-gates-pass" }, "all gates pass"],
  [
    { kind: "gates-missing", contexts: ["workstreams/scope", "workstreams/overlap"] },
    "waits for workstreams/scope and workstreams/overlap",
  ],
];

describe("a gate's verdict is one sentence", () => {
  test.each(SENTENCES)("%j", (reason, sentence) => {
    expect(printGate(reason)).toBe(sentence);
  });
});

const path = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.constantFrom("漢字/".repeat(60), "😀".repeat(150), "a/b.ts", "\u001B]8;;http://x\u0007y\n"),
);
const paths = fc.array(path, { minLength: 1, maxLength: 8 });
const reasons: fc.Arbitrary<GateReason> = fc.oneof(
  fc.record({ kind: fc.constant("ci-needs-approval"), workflow: path }),
  fc.record({ kind: fc.constant("ci-failed"), conclusion: path }),
  fc.record({ kind: fc.constant("out-of-scope"), paths, scope: paths }),
  fc.record({ kind: fc.constant("protected"), path, why: fc.constantFrom("protected-path", "submodule", "too-large") }),
  fc.record({ kind: fc.constant("rejected"), detail: path }),
  fc.record({
    kind: fc.constant("conflicts-with-base"),
    branch: path,
    paths,
    lines: fc.array(fc.record({ path, ranges: fc.array(fc.record({ first: fc.nat(), last: fc.nat() })) })),
    next: fc.constantFrom("rebuild" as const, "person" as const),
  }),
  fc.record({ kind: fc.constant("behind"), pull: fc.nat(), path, waits: fc.constant([]) }),
  fc.record({ kind: fc.constant("gates-missing"), contexts: paths }),
);

test("whatever paths it names, GitHub takes it as a status: one line of at most 140 UTF-16 units", () => {
  fc.assert(
    fc.property(reasons, (reason) => {
      const sentence = describeGate(reason);
      expect(sentence.length).toBeLessThanOrEqual(140);
      expect(sentence).not.toMatch(/\p{Cc}/u);
      expect(sentence.isWellFormed()).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a cut sentence says so and does not split a character", () => {
  const sentence = describeGate({ kind: "rejected", detail: "😀".repeat(100) });
  expect(sentence).toBe(`an acceptance test failed: ${"😀".repeat(56)}…`);
  expect(sentence).toHaveLength(140);
});

test("elsewhere than in a status nothing is cut", () => {
  const long = `${"x".repeat(200)}.ts`;
  expect(printGate({ kind: "out-of-scope", paths: [long], scope: [] })).toBe(
    `outside the scope: ${long}; revert it, or widen files_scope`,
  );
});
