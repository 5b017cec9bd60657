import { describe, expect, test } from "vitest";

import type { DiagnosticCode } from "../../src/plan/diagnostic.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { readPlan } from "../../src/plan/read-plan.ts";
import type { SourceFile } from "../../src/plan/source.ts";

/** A file under workstreams/: an object is written as JSON. */
function file(name: string, contents: unknown): SourceFile {
  return { path: `workstreams/${name}`, text: typeof contents === "string" ? contents : JSON.stringify(contents) };
}

function config(text: string): SourceFile {
  return { path: ".github/workstreams.yml", text };
}

/** A workstream without a fault. */
function good(id: string, more: object = {}): object {
  return { id, files_scope: [`src/${id}/`], ...more };
}

function codes(plan: Plan): DiagnosticCode[] {
  return plan.diagnostics.map((diagnostic) => diagnostic.code);
}

describe("a workstream file without faults", () => {
  test("fills in the defaults", () => {
    const plan = readPlan([file("ws-a.json", good("ws-a", { tasks: ["One", "Two"] }))]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")).toEqual({
      id: "ws-a",
      title: "ws-a",
      dependsOn: [],
      filesScope: ["src/ws-a/"],
      filesCreate: [],
      scope: ["src/ws-a/"],
      tasks: ["One", "Two"],
      acceptance: [],
      tool: undefined,
      track: undefined,
      priority: "normal",
      pattern: undefined,
      promptTemplate: undefined,
      command: undefined,
      estimate: 3,
      estimateSource: "tasks",
      timeoutMinutes: 60,
      maxAttempts: 3,
      status: "planned",
      definition: { id: "ws-a", files_scope: ["src/ws-a/"], tasks: ["One", "Two"] },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      file: "workstreams/ws-a.json",
    });
  });

  test("takes every key of the format", () => {
    const written = {
      id: "ws-a",
      title: "Build it",
      files_scope: ["./src\\api\\", "docs/**"],
      files_create: ["docs/**", "new.txt"],
      acceptance_tests: ["npm test", { run: "All good" }, { manual: "Looks right" }],
      tool: "claude-code",
      track: "backend",
      priority: "medium",
      pattern: "PAT-1",
      estimated_hours: "2.5",
      timeout_minutes: 90,
      circuit_breaker: { max_attempts: 5, oscillation_threshold: 2 },
      openspec_change: "kept",
    };
    const plan = readPlan([config("patterns: [{ id: PAT-1 }]"), file("ws-a.json", written)]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")).toMatchObject({
      title: "Build it",
      filesScope: ["src/api/", "docs/**"],
      filesCreate: ["docs/**", "new.txt"],
      scope: ["src/api/", "docs/**", "new.txt"],
      acceptance: [
        { kind: "command", command: "npm test" },
        { kind: "command", command: "All good" },
        { kind: "manual", text: "Looks right" },
      ],
      tool: "claude_code",
      track: "backend",
      priority: "normal",
      pattern: "PAT-1",
      estimate: 2.5,
      timeoutMinutes: 90,
      maxAttempts: 5,
      definition: written,
    });
  });

  test.each([
    ["its own estimate", { estimated_hours: 4, metadata: { estimated_hours: 9 } }, 4, "written"],
    ["the one in its metadata", { metadata: { estimated_hours: "1.5" } }, 1.5, "written"],
    ["the configuration's", { metadata: { estimated_hours: null } }, 7, "default"],
  ])("is estimated by %s", (_, more, estimate, estimateSource) => {
    const plan = readPlan([config("defaults: { estimated_hours: 7 }"), file("ws-a.json", good("ws-a", more))]);
    expect(plan.workstreams.get("ws-a")).toMatchObject({ estimate, estimateSource });
  });

  test("may leave any optional key null", () => {
    const keys = ["title", "depends_on", "files_create", "tasks", "acceptance_tests", "tool", "track", "priority"];
    const more = ["pattern", "estimated_hours", "timeout_minutes", "circuit_breaker", "status", "metadata"];
    const absent = Object.fromEntries([...keys, ...more].map((key) => [key, null]));
    expect(readPlan([file("ws-a.json", good("ws-a", absent))]).diagnostics).toEqual([]);
  });

  test.each(["done", "skip"])("needs no scope when its status is %s", (status) => {
    const plan = readPlan([file("ws-a.json", { id: "ws-a", status })]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")?.status).toBe(status);
  });

  test.each([
    ["JSON", "ws-a.json", '{"id":"ws-a","files_scope":["src/"]}'],
    ["JSON with comments and trailing commas", "ws-a.json", '// x\n{"id":"ws-a", /* y */ "files_scope":["src/",],}'],
    ["a byte-order mark and CRLF", "ws-a.json", '\u{FEFF}{\r\n"id":"ws-a",\r\n"files_scope":["src/"]\r\n}\r\n'],
    ["a list", "ws-a.json", '[{"files_scope":["src/"],"id":"ws-a"}]'],
    ["YAML", "ws-a.yaml", "id: ws-a\nfiles_scope: [src/]\n"],
    ["YAML with a document start", "ws-a.yml", "\u{FEFF}---\r\nid: ws-a\r\nfiles_scope:\r\n- src/\r\n"],
    ["YAML with anchors and merge keys", "ws-a.yml", "- &x {id: ws-0, files_scope: [src/]}\n- <<: *x\n  id: ws-a"],
  ])("gives the same digest as %s", (_, name, text) => {
    const reference = readPlan([file("ws-a.json", { id: "ws-a", files_scope: ["src/"] })]);
    const plan = readPlan([file(name, text)]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")?.digest).toBe(reference.workstreams.get("ws-a")?.digest);
  });

  test("is found by its name alone", () => {
    const elsewhere = [
      "workstreams/readme.json",
      "workstreams/old/ws-a.json",
      "docs/ws-a.json",
      "workstreams/ws-a.txt",
    ];
    expect(readPlan(elsewhere.map((path) => ({ path, text: "{" }))).diagnostics).toEqual([]);
  });
});

describe("dependencies", () => {
  test("become edges from dependency to dependent", () => {
    const plan = readPlan([file("ws-b.json", good("ws-b", { depends_on: ["ws-a"] })), file("ws-a.json", good("ws-a"))]);
    expect(plan.diagnostics).toEqual([]);
    expect([...plan.workstreams.keys()]).toEqual(["ws-a", "ws-b"]);
    expect(plan.graph.hasDirectedEdge("ws-a", "ws-b")).toBe(true);
    expect(plan.graph.size).toBe(1);
  });

  test.each([
    ["a file that is no JSON", file("ws-03-x.json", '{"id": "ws-03-x", oops'), "ws-03-x"],
    ["a broken file under another name", file("ws-03.json", '{\n  "id": "ws-03-x",\n  oops'), "ws-03-x"],
    ["a broken list", file("ws-03.yaml", "- id: ws-03-w\n- id: ws-03-x\n  a: [\n"), "ws-03-x"],
    ["an empty file, by its name", file("ws-03-x.json", ""), "ws-03-x"],
    ["a file with a wrong type", file("ws-03.json", { id: "ws-03-x", files_scope: 7 }), "ws-03-x"],
    ["an id that can't be a ref", file("ws-03-x.json", { id: "WS 03", files_scope: ["a"] }), "WS 03"],
  ])("on %s are blocked by it and not unknown", (_, broken, id) => {
    const dependent = file("ws-04.json", good("ws-04", { depends_on: [id] }));
    const plan = readPlan([broken, dependent, file("ws-05.json", good("ws-05"))]);
    expect(codes(plan)).not.toContain("unknown-dependency");
    expect(plan.problems.get("ws-03-x")?.file).toBe(broken.path);
    expect([...plan.problems.keys()]).not.toContain("ws-04");
    expect(plan.graph.hasDirectedEdge("ws-03-x", "ws-04")).toBe(true);
    expect(plan.graph.inDegree("ws-05")).toBe(0);
  });

  test.each([
    ["ws-01-bsae", "Did you mean ws-01-base?"],
    ["ws-01", "Write ws-01-base."],
    ["WS-01-BASE", "Write ws-01-base."],
    ["ws-0", "Add a file for it, or remove this entry."],
    ["completely-different", "Add a file for it, or remove this entry."],
  ])("on the unknown id %s: %s", (id, hint) => {
    const plan = readPlan([
      file("ws-01-base.json", good("ws-01-base")),
      file("ws-02-other.json", good("ws-02-other")),
      file("ws-x.json", good("ws-x", { depends_on: [id] })),
    ]);
    expect(plan.diagnostics).toMatchObject([{ code: "unknown-dependency", file: "workstreams/ws-x.json", hint }]);
    expect([...plan.problems.keys()]).toEqual(["ws-x"]);
  });

  test("may be named twice, with a warning at the second place", () => {
    const text = '{"id":"ws-b","files_scope":["b"],\n"depends_on":["ws-a",\n"ws-a"]}';
    const plan = readPlan([file("ws-a.json", good("ws-a")), file("ws-b.json", text)]);
    expect(plan.diagnostics).toMatchObject([{ code: "duplicate-dependency", severity: "warning", line: 3, column: 1 }]);
    expect(plan.workstreams.get("ws-b")?.dependsOn).toEqual(["ws-a"]);
    expect(plan.problems.size).toBe(0);
  });

  test("on deleted files don't block what is done", () => {
    const plan = readPlan([file("ws-b.json", { id: "ws-b", status: "done", depends_on: ["ws-gone"] })]);
    expect(plan.diagnostics).toMatchObject([{ code: "unknown-dependency", severity: "warning" }]);
    expect(plan.problems.size).toBe(0);
  });
});

describe("a cycle", () => {
  const plan = readPlan([
    file("ws-a.json", good("ws-a", { depends_on: ["ws-b"] })),
    file("ws-b.json", good("ws-b", { depends_on: ["ws-a", "ws-c"] })),
    file("ws-c.json", good("ws-c", { depends_on: ["ws-b"] })),
    file("ws-d.json", good("ws-d", { depends_on: ["ws-a"] })),
  ]);

  test("is shown once with its whole trail and every place", () => {
    expect(plan.diagnostics).toMatchObject([
      {
        code: "cycle",
        file: "workstreams/ws-a.json",
        message: expect.stringContaining("ws-a → ws-b → ws-a"),
        related: [{ file: "workstreams/ws-b.json", message: "ws-b depends on ws-a" }],
      },
    ]);
  });

  test("blocks all that are on one, not what only waits for them", () => {
    expect([...plan.problems.keys()].toSorted()).toEqual(["ws-a", "ws-b", "ws-c"]);
  });
});

describe("equal ids", () => {
  test("name both places and block the id, not the rest", () => {
    const plan = readPlan([
      file("ws-2.yaml", "files_scope: [b]\nid: ws-same"),
      file("ws-1.json", good("ws-same")),
      file("ws-3.json", good("ws-3")),
    ]);
    expect(plan.diagnostics).toMatchObject([
      {
        code: "duplicate-id",
        file: "workstreams/ws-2.yaml",
        line: 2,
        column: 5,
        related: [{ file: "workstreams/ws-1.json", line: 1, column: 7 }],
      },
    ]);
    expect([...plan.problems.keys()]).toEqual(["ws-same"]);
    expect(plan.workstreams.get("ws-same")?.file).toBe("workstreams/ws-1.json");
    expect([...plan.workstreams.keys()]).toEqual(["ws-3", "ws-same"]);
  });
});

describe("agents and tracks", () => {
  const agents = "agents: [{ id: one, type: aider }, { id: two, type: claude-code, tracks: [web], exclusive: true }]\n";

  test.each([
    ["aider", undefined, []],
    [undefined, undefined, []],
    ["claude_code", "web", []],
    ["claude_code", undefined, ["no-agent"]],
    ["codex", undefined, ["unknown-tool"]],
  ])("tool %s on track %s: %j", (tool, track, expected) => {
    const plan = readPlan([config(agents), file("ws-a.json", good("ws-a", { tool, track }))]);
    expect(codes(plan)).toEqual(expected);
    expect(plan.problems.size).toBe(expected.length);
  });

  test("given on the command line replace the configured ones", () => {
    const sources = [config(agents), file("ws-a.json", good("ws-a", { tool: "codex" }))];
    const [agent] = readPlan([config("agents: [{ id: any, type: command, command: run }]")]).config.agents;
    const plan = readPlan(sources, { agents: agent === undefined ? [] : [agent] });
    expect(plan.diagnostics).toEqual([]);
    expect(plan.config.agents.map(({ id, tools }) => [id, tools])).toEqual([["any", "any"]]);
  });

  test.each([
    ["claud_code", "claude_code"],
    ["claude", "claude_code"],
    ["Codex", "codex"],
    ["team-bots", "team-bot"],
    ["claude-code", undefined],
    ["gemini", undefined],
    ["team-bot", undefined],
    ["bots", undefined],
    ["our-script", undefined],
  ])("of the tool %s, which an agent of any tool takes, it is asked whether %s was meant", (tool, meant) => {
    const any = "agents: [{ id: a, type: command, command: run }, { id: b, type: aider, tools: [team-bot] }]\n";
    const plan = readPlan([config(any), file("ws-a.json", good("ws-a", { tool }))]);
    const said = { code: "unknown-tool", severity: "warning", hint: expect.stringContaining(`Did you mean ${meant}?`) };
    expect(plan.diagnostics).toMatchObject(meant === undefined ? [] : [said]);
    expect(plan.problems.size).toBe(0);
  });

  test("no tool is unknown where no agent is configured, or the workstream will not run", () => {
    expect(readPlan([file("ws-a.json", good("ws-a", { tool: "odd" }))]).diagnostics).toEqual([]);
    const done = file("ws-a.json", good("ws-a", { tool: "odd", status: "done" }));
    expect(readPlan([config(agents), done]).diagnostics).toEqual([]);
  });

  test("the first track that lists an id is its track, unless the file says another", () => {
    const tracks = config('tracks: { api: ["ws-1*"], web: [ws-1-a, ws-2], ops: ["ws-*"] }');
    const plan = readPlan([
      tracks,
      file("ws-1-a.json", good("ws-1-a")),
      file("ws-2.json", good("ws-2")),
      file("ws-3.json", good("ws-3")),
      file("ws-4.json", good("ws-4", { track: "api" })),
    ]);
    expect(plan.diagnostics).toEqual([]);
    expect([...plan.workstreams.values()].map(({ track }) => track)).toEqual(["api", "web", "ops", "api"]);
  });

  test("tracks nobody knows and patterns that match nothing are warned of", () => {
    const plan = readPlan([config("tracks:\n  api: [ws-1]\n"), file("ws-1-a.json", good("ws-1-a", { track: "ap" }))]);
    expect(plan.diagnostics).toMatchObject([
      { code: "unmatched-track", severity: "warning", line: 2, column: 9, hint: "Did you mean ws-1-*?" },
      { code: "unknown-track", severity: "warning", hint: "Did you mean api?" },
    ]);
    expect(plan.problems.size).toBe(0);
  });
});

describe("all problems are told at once", () => {
  test("sorted by file, line and column, whatever the order of the files", () => {
    const sources = [
      file("ws-b.yaml", "id: ws-b\nfiles_scope: [/etc, ../x]\npriority: soon\n"),
      file("ws-a.json", good("ws-a", { depends_on: ["ws-nowhere"], tool: 3 })),
      config("agents: 3"),
    ];
    const plan = readPlan(sources);
    expect(plan.diagnostics.map(({ file: path, line, column, code }) => [path, line, column, code])).toEqual([
      [".github/workstreams.yml", 1, 9, "wrong-type"],
      ["workstreams/ws-a.json", 1, 56, "unknown-dependency"],
      ["workstreams/ws-a.json", 1, 77, "wrong-type"],
      ["workstreams/ws-b.yaml", 2, 15, "invalid-path"],
      ["workstreams/ws-b.yaml", 2, 21, "invalid-path"],
      ["workstreams/ws-b.yaml", 3, 11, "unknown-priority"],
    ]);
    expect(readPlan(sources.toReversed()).diagnostics).toEqual(plan.diagnostics);
    expect([...plan.problems].map(([id, { message }]) => [id, message])).toEqual([
      ["ws-a", 'no workstream has the id "ws-nowhere"'],
      ["ws-b", "the path is absolute"],
    ]);
  });

  test("bad patterns are left out of the scope, good ones kept", () => {
    const plan = readPlan([file("ws-a.json", { id: "ws-a", files_scope: ["src/", "../x", "a["] })]);
    expect(plan.workstreams.get("ws-a")?.scope).toEqual(["src/"]);
    expect(codes(plan)).toEqual(["invalid-path", "invalid-pattern"]);
  });

  test.each([
    ["depend_on", "depends_on"],
    ["dependsOn", "depends_on"],
    ["task", "tasks"],
    ["file_create", "files_create"],
  ])("the key %s is taken for a typing error of %s", (key, known) => {
    const plan = readPlan([file("ws-a.json", good("ws-a", { [key]: ["x"] }))]);
    expect(plan.diagnostics).toMatchObject([
      { code: "unknown-key", severity: "warning", hint: `Did you mean "${known}"?` },
    ]);
  });

  test("other unknown keys are kept in silence", () => {
    const more = { $schema: "x", doc_id: 1, gate: 1, ccpm_issue: "x", __proto__x: {} };
    const plan = readPlan([file("ws-a.json", good("ws-a", more))]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")?.definition).toMatchObject(more);
  });

  test("a key that JavaScript treats specially is only a key", () => {
    const plan = readPlan([file("ws-a.json", '{"id":"ws-a","files_scope":["a"],"__proto__":{"title":"no"}}')]);
    expect(plan.diagnostics).toEqual([]);
    expect(plan.workstreams.get("ws-a")?.title).toBe("ws-a");
  });
});
