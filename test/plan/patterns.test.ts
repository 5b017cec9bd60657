import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseConfig } from "../../src/plan/read-config.ts";
import { readPlan } from "../../src/plan/read-plan.ts";
import type { SourceFile } from "../../src/plan/source.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { anyId } from "../support/arbitraries.ts";

function config(contents: unknown): SourceFile {
  return { path: ".github/workstreams.yml", text: JSON.stringify(contents) };
}

function file(id: string, more: object = {}): SourceFile {
  return { path: `workstreams/${id}.json`, text: JSON.stringify({ id, files_scope: [`src/${id}/`], ...more }) };
}

/** One workstream as it is read with these patterns. */
function read(patterns: readonly object[], more: object = {}, id = "ws-22a"): Workstream | undefined {
  return readPlan([config({ tracks: { pipeline: ["ws-22*"] }, patterns }), file(id, more)]).workstreams.get(id);
}

describe("which pattern holds", () => {
  test.each<[string, object | undefined, object, string | undefined]>([
    ["the id itself", { ids: ["ws-22a"] }, {}, "P"],
    ["an id without the list", { ids: "ws-22a" }, {}, "P"],
    ["a glob", { ids: ["ws-9*", "ws-22*"] }, {}, "P"],
    ["braces and classes", { ids: ["ws-{21,22}[a-c]"] }, {}, "P"],
    ["another id", { ids: ["ws-22"] }, {}, undefined],
    ["a glob of other ids", { ids: ["ws-0*"] }, {}, undefined],
    ["its track, by the configuration", { track: "pipeline" }, {}, "P"],
    ["its track, by its file", { track: ["core", "docs"] }, { track: "docs" }, "P"],
    ["another track", { track: "pipeline" }, { track: "docs" }, undefined],
    ["its metadata", { metadata: { kind: "schema" } }, { metadata: { kind: "schema", owner: "x" } }, "P"],
    ["one of several values", { metadata: { kind: ["table", "schema"] } }, { metadata: { kind: "schema" } }, "P"],
    ["a value in a list", { metadata: { kind: "schema" } }, { metadata: { kind: ["sql", "schema"] } }, "P"],
    ["a number and a truth value", { metadata: { n: 1, ok: true } }, { metadata: { n: 1, ok: true } }, "P"],
    ["a number that is a string", { metadata: { n: 1 } }, { metadata: { n: "1" } }, undefined],
    ["another value", { metadata: { kind: "schema" } }, { metadata: { kind: "schemas" } }, undefined],
    ["an object as value", { metadata: { kind: "schema" } }, { metadata: { kind: { schema: 1 } } }, undefined],
    ["a key of every object", { metadata: { constructor: "Object" } }, { metadata: {} }, undefined],
    ["metadata of which there is none", { metadata: { kind: "schema" } }, {}, undefined],
    ["all of it", { ids: "ws-22*", track: "pipeline", metadata: { a: 1 } }, { metadata: { a: 1 } }, "P"],
    ["all but the ids", { ids: "ws-1*", track: "pipeline", metadata: { a: 1 } }, { metadata: { a: 1 } }, undefined],
    ["all but the track", { ids: "ws-22*", track: "core", metadata: { a: 1 } }, { metadata: { a: 1 } }, undefined],
    ["all but a key", { ids: "ws-22*", metadata: { a: 1, b: 2 } }, { metadata: { a: 1 } }, undefined],
    ["nothing: it is there to be named", undefined, {}, undefined],
    ["nothing, and it is named", undefined, { pattern: "P" }, "P"],
    ["another id, and it is named", { ids: "ws-1" }, { pattern: "P" }, "P"],
    ["the id, and another name is written", { ids: "ws-22a" }, { pattern: "Q" }, "P"],
    ["another id, and another name is written", { ids: "ws-1" }, { pattern: "Q" }, undefined],
    ["another id, and its name in lower case is written", { ids: "ws-1" }, { pattern: "p" }, undefined],
  ])("that matches %s", (_, match, more, expected) => {
    const workstream = read([{ id: "P", match }], more);
    expect(workstream?.pattern).toBe(expected);
    expect(workstream?.definition).toMatchObject(more);
  });

  test("the first of several, unless another one is named", () => {
    const patterns = [
      { id: "FIRST", match: { track: "pipeline" } },
      { id: "SECOND", match: { ids: "ws-22*" } },
      { id: "THIRD" },
    ];
    expect(read(patterns)?.pattern).toBe("FIRST");
    expect(read(patterns.toReversed())?.pattern).toBe("SECOND");
    expect(read(patterns, { pattern: "SECOND" })?.pattern).toBe("SECOND");
    expect(read(patterns, { pattern: "THIRD" })?.pattern).toBe("THIRD");
  });

  test("the source document's three rules", () => {
    const patterns = [
      { id: "PAT-ATOMIC-CREATE-001", match: { ids: ["ws-22*"] } },
      { id: "PAT-MODULE-REFACTOR-MIGRATE-003", match: { ids: ["ws-0*"] } },
      { id: "PAT-GENERIC-WORKSTREAM-001", match: { ids: ["*"] } },
    ];
    const ids = ["ws-22", "ws-22-schema", "ws-03-refactor", "ws-0", "ws-2", "ws-10", "ws-x-22"];
    const plan = readPlan([config({ patterns }), ...ids.map((id) => file(id))]);
    expect(plan.diagnostics).toEqual([]);
    expect(Object.fromEntries(ids.map((id) => [id, plan.workstreams.get(id)?.pattern]))).toEqual({
      "ws-22": "PAT-ATOMIC-CREATE-001",
      "ws-22-schema": "PAT-ATOMIC-CREATE-001",
      "ws-03-refactor": "PAT-MODULE-REFACTOR-MIGRATE-003",
      "ws-0": "PAT-MODULE-REFACTOR-MIGRATE-003",
      "ws-2": "PAT-GENERIC-WORKSTREAM-001",
      "ws-10": "PAT-GENERIC-WORKSTREAM-001",
      "ws-x-22": "PAT-GENERIC-WORKSTREAM-001",
    });
  });
});

describe("what a pattern fills in", () => {
  const whole = {
    id: "P",
    match: { ids: "ws-22*" },
    prompt: ".github/workstreams/create.md",
    type: "claude-code",
    command: ["scripts/create.sh", "--now"],
    acceptance_tests: ["npm run lint", { run: "npm test" }, { manual: "It looks right" }],
    timeout_minutes: "30",
    max_attempts: 7,
  };

  test("everything that the workstream does not say", () => {
    expect(read([whole])).toMatchObject({
      pattern: "P",
      promptTemplate: ".github/workstreams/create.md",
      tool: "claude_code",
      command: ["scripts/create.sh", "--now"],
      acceptance: [
        { kind: "command", command: "npm run lint" },
        { kind: "command", command: "npm test" },
        { kind: "manual", text: "It looks right" },
      ],
      timeoutMinutes: 30,
      maxAttempts: 7,
    });
  });

  test("nothing that the workstream says, but its tests come before the workstream's own", () => {
    const own = {
      tool: "codex",
      acceptance_tests: ["make check", "npm test", { manual: "npm test" }],
      timeout_minutes: 5,
      circuit_breaker: { max_attempts: 1 },
    };
    expect(read([whole], own)).toMatchObject({
      tool: "codex",
      acceptance: [
        { kind: "command", command: "npm run lint" },
        { kind: "command", command: "npm test" },
        { kind: "manual", text: "It looks right" },
        { kind: "command", command: "make check" },
        { kind: "manual", text: "npm test" },
      ],
      timeoutMinutes: 5,
      maxAttempts: 1,
    });
  });

  test("goes before the defaults", () => {
    const defaults = { max_attempts: 9, timeout_minutes: 99 };
    const patterns = [{ id: "P", match: { ids: "ws-a" }, max_attempts: 2 }];
    const plan = readPlan([config({ defaults, patterns }), file("ws-a"), file("ws-b")]);
    expect(plan.workstreams.get("ws-a")).toMatchObject({ maxAttempts: 2, timeoutMinutes: 99 });
    expect(plan.workstreams.get("ws-b")).toMatchObject({ maxAttempts: 9, timeoutMinutes: 99, pattern: undefined });
  });

  test("neither its definition nor its digest", () => {
    const { definition, digest } = read([whole]) ?? {};
    expect(read([])).toMatchObject({ definition, digest });
  });

  test("the agents that may take it", () => {
    const agents = [{ id: "a", type: "codex" }];
    const patterns = [{ id: "P", match: { ids: "ws-a" }, type: "gemini" }];
    const plan = readPlan([
      config({ agents, patterns }),
      file("ws-a"),
      file("ws-b", { tool: "codex" }),
      file("ws-c", { pattern: "P" }),
    ]);
    const message = "no configured agent runs the tool gemini, which its pattern P asks for";
    expect(plan.diagnostics).toMatchObject([
      { file: "workstreams/ws-a.json", code: "unknown-tool", message, column: 7 },
      { file: "workstreams/ws-c.json", code: "unknown-tool", message, column: 52 },
    ]);
    expect([...plan.problems.keys()]).toEqual(["ws-a", "ws-c"]);
  });
});

describe("what is doubtful", () => {
  function warnings(patterns: readonly object[], ...files: readonly SourceFile[]): readonly string[] {
    const { diagnostics } = readPlan([config({ patterns }), ...files]);
    return diagnostics.map(({ severity, code, message, hint }) => `${severity} ${code}: ${message} | ${hint}`);
  }

  test("a name that no pattern has, with the nearest one", () => {
    const patterns = [{ id: "PAT-CREATE-001" }, { id: "PAT-ALL", match: { ids: "ws-b" } }];
    expect(
      warnings(patterns, file("ws-a", { pattern: "PAT-CREAT-001" }), file("ws-b", { pattern: "refactoring" })),
    ).toEqual([
      'warning unknown-pattern: the configuration has no pattern "PAT-CREAT-001": none holds for it | ' +
        "Did you mean PAT-CREATE-001?",
      'warning unknown-pattern: the configuration has no pattern "refactoring": PAT-ALL, which matches it, holds | ' +
        "Known patterns are PAT-CREATE-001, PAT-ALL.",
    ]);
  });

  test("no name at all where no patterns are configured", () => {
    const plan = readPlan([config({}), file("ws-a", { pattern: "PAT-1" })]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")).toMatchObject({ pattern: undefined, definition: { pattern: "PAT-1" } });
  });

  test("a pattern that matches nothing, and one that always comes too late", () => {
    const patterns = [
      { id: "NAMED" },
      { id: "ALL", match: { ids: "ws-*" } },
      { id: "NONE", match: { ids: "ws-z" } },
      { id: "LATE", match: { ids: "ws-a" } },
    ];
    expect(warnings(patterns, file("ws-a"))).toEqual([
      "warning unused-pattern: no workstream matches the pattern NONE | Correct its match, or remove the pattern.",
      "warning unused-pattern: the pattern LATE holds for no workstream: for all that it matches another one does, " +
        "such as ALL for ws-a | Write it before that one, or narrow that one's match.",
    ]);
    expect(
      warnings(patterns, file("ws-a"), file("ws-b", { pattern: "LATE" }), file("ws-z", { pattern: "NONE" })),
    ).toEqual([]);
    expect(warnings(patterns)).toEqual([]);
  });
});

describe("a pattern that is wrong", () => {
  test.each<[string, object, string, string]>([
    ["no id", {}, "missing-key", "the key patterns[0].id is missing"],
    ["an id with blanks", { id: "a b" }, "invalid-value", "patterns[0].id must be letters, digits"],
    [
      "a match without anything",
      { id: "P", match: {} },
      "missing-key",
      "patterns[0].match needs one of ids, track, metadata",
    ],
    [
      "a match that is a name",
      { id: "P", match: "ws-1" },
      "wrong-type",
      "patterns[0].match must be an object with ids",
    ],
    [
      "no ids",
      { id: "P", match: { ids: [] } },
      "wrong-type",
      "patterns[0].match.ids must be an id or id glob, or a list",
    ],
    ["a path as id", { id: "P", match: { ids: ["a/b"] } }, "invalid-value", "must be an id or id glob"],
    ["an exclusion", { id: "P", match: { ids: ["ws-*", "!ws-1"] } }, "invalid-value", "must be an id or id glob"],
    ["an open brace", { id: "P", match: { ids: ["ws-{1"] } }, "invalid-pattern", "this { is never closed"],
    ["metadata without keys", { id: "P", match: { metadata: {} } }, "wrong-type", "an object with at least one key"],
    [
      "an object to match",
      { id: "P", match: { metadata: { a: {} } } },
      "wrong-type",
      "a string, a number, true or false",
    ],
    [
      "a template outside",
      { id: "P", prompt: "../x.md" },
      "invalid-value",
      "the path of a file from the repository's root",
    ],
    [
      "a template at the root",
      { id: "P", prompt: "/x.md" },
      "invalid-value",
      "the path of a file from the repository's",
    ],
    ["another type", { id: "P", type: "cursor" }, "invalid-value", "patterns[0].type must be one of command, aider"],
    ["no command", { id: "P", command: [] }, "wrong-type", "patterns[0].command must be a string or a list of strings"],
    ["no attempts", { id: "P", max_attempts: 0 }, "invalid-value", "patterns[0].max_attempts must be a whole number"],
    [
      "no time",
      { id: "P", timeout_minutes: 0 },
      "invalid-value",
      "patterns[0].timeout_minutes must be a number above 0",
    ],
  ])("%s", (_, pattern, code, message) => {
    const { config: found, diagnostics } = parseConfig(config({ patterns: [pattern] }));
    expect(diagnostics).toMatchObject([{ severity: "error", code, message: expect.stringContaining(message) }]);
    expect(found.patterns).toEqual([]);
  });

  test("a match with a key that is misspelt is told both, and that it is an object already", () => {
    const { diagnostics } = parseConfig(config({ patterns: [{ id: "P", match: { id: ["ws-a"] } }] }));
    expect(diagnostics.map(({ message }) => message).join("\n")).toContain("needs one of ids, track, metadata");
    expect(diagnostics.map(({ code }) => code)).toContain("unknown-key");
  });

  test("an id twice, in whatever case", () => {
    const { diagnostics } = parseConfig(config({ patterns: [{ id: "PAT" }, { id: "pat" }, { bad: 1 }] }));
    expect(diagnostics.map(({ code }) => code).toSorted()).toEqual(["duplicate-pattern", "missing-key", "unknown-key"]);
    const twice = diagnostics.find(({ code }) => code === "duplicate-pattern");
    expect(twice).toMatchObject({ message: "two patterns have the id pat", related: [{ column: 20 }] });
  });

  test("a test that reads like a sentence is doubtful", () => {
    const { diagnostics } = parseConfig(
      config({ patterns: [{ id: "P", acceptance_tests: ["All notes survive a restart"] }] }),
    );
    expect(diagnostics).toMatchObject([{ severity: "warning", code: "prose-acceptance-test" }]);
  });
});

test("a pattern that matches nothing changes nothing", () => {
  const anyPattern = fc.record(
    {
      prompt: fc.constant("a/b.md"),
      type: fc.constantFrom("codex", "aider"),
      command: fc.constant("x"),
      acceptance_tests: fc.constant(["npm test"]),
      timeout_minutes: fc.integer({ min: 1, max: 99 }),
      max_attempts: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: [] },
  );
  const anyMatch = fc.constantFrom<object | undefined>(
    undefined,
    { ids: "ws-never-*", track: "pipeline" },
    { track: "never" },
    { ids: "*", metadata: { never: true } },
  );
  const anyFile = fc.record({
    pattern: fc.constantFrom("OTHER", undefined),
    track: fc.constantFrom("pipeline", undefined),
  });
  const others = [{ id: "OTHER", match: { track: "pipeline" }, command: "y", timeout_minutes: 3 }];
  fc.assert(
    fc.property(
      fc.uniqueArray(
        anyId.filter((id) => !id.startsWith("ws-never-")),
        { minLength: 1, maxLength: 4 },
      ),
      anyFile,
      anyPattern,
      anyMatch,
      fc.boolean(),
      (ids, more, pattern, match, first) => {
        const added = { ...pattern, id: "ADDED", match };
        const files = ids.map((id) => file(id, more));
        const before = readPlan([config({ patterns: others }), ...files]);
        const patterns = first ? [added, ...others] : [...others, added];
        const after = readPlan([config({ patterns }), ...files]);
        expect(after.workstreams).toEqual(before.workstreams);
        expect(after.problems).toEqual(before.problems);
      },
    ),
  );
});
