import { describe, expect, test } from "vitest";
import type { StateName } from "../../src/state/lifecycle.ts";
import { graphToJson, printMermaid } from "../../src/text/mermaid.ts";
import { plan, workstream } from "../support/builders.ts";

const triangle = plan(
  [
    workstream({ id: "ws-a", title: "Lay the ground", estimate: 2 }),
    workstream({ id: "ws-b", dependsOn: ["ws-a"], estimate: 3 }),
    workstream({ id: "ws-c", dependsOn: ["ws-a", "ws-b"] }),
    workstream({ id: "ws-d", dependsOn: ["ws-a"] }),
  ],
  { problems: new Map([["ws-broken", { file: "workstreams/ws-broken.json", message: "not JSON" }]]) },
);

describe("the graph in Mermaid", () => {
  test("leaves out what other dependencies imply, and draws the critical path thick", () => {
    expect(printMermaid(triangle)).toBe(
      [
        "flowchart LR",
        '  n0["ws-a<br/>Lay the ground"]',
        '  n1["ws-b"]',
        '  n2["ws-broken"]',
        '  n3["ws-c"]',
        '  n4["ws-d"]',
        "  n0 ==> n1",
        "  n0 --> n4",
        "  n1 ==> n3",
        "",
      ].join("\n"),
    );
  });

  test("colours by state", () => {
    const states = new Map<string, { state: StateName }>([
      ["ws-a", { state: "completed" }],
      ["ws-b", { state: "failed" }],
    ]);
    const printed = printMermaid(triangle, states);
    expect(printed).toContain('n1["ws-b"]:::bad\n');
    expect(printed.match(/classDef \w+/g)).toEqual(["classDef bad", "classDef good"]);
  });

  test("keeps a title from being read as markup", () => {
    const evil = '"]; end <script>alert(1)</script> `x` #quot; %% a\n--> b';
    const [, node] = printMermaid(plan([workstream({ id: "ws-a", title: evil })])).split("\n");
    expect(node).toBe(
      '  n0["ws-a<br/>#quot;#93;#59; end #60;script#62;alert#40;1#41;#60;/script#62; #96;x#96; #35;quot#59; #37;#37; a --#62; b"]',
    );
  });
});

describe("the graph in JSON", () => {
  test("holds levels, the critical path, and which dependencies are redundant", () => {
    const json = graphToJson(triangle);
    expect(json.criticalPath).toEqual(["ws-a", "ws-b", "ws-c"]);
    expect(json.hours).toBe(6);
    expect(json.nodes[0]).toEqual({
      id: "ws-a",
      title: "Lay the ground",
      estimate: 2,
      level: 0,
      bottomLevel: 6,
      critical: true,
    });
    expect(json.nodes.map(({ id, level }) => [id, level])).toEqual([
      ["ws-a", 0],
      ["ws-b", 1],
      ["ws-broken", 0],
      ["ws-c", 2],
      ["ws-d", 1],
    ]);
    expect(json.edges.filter(({ redundant }) => redundant)).toEqual([{ from: "ws-a", to: "ws-c", redundant: true }]);
  });

  test("has no level on a cycle", () => {
    const knot = plan([
      workstream({ id: "ws-a", dependsOn: ["ws-b"] }),
      workstream({ id: "ws-b", dependsOn: ["ws-a"] }),
    ]);
    expect(graphToJson(knot).nodes.map(({ level }) => level)).toEqual([null, null]);
    expect(graphToJson(knot)).toMatchObject({ criticalPath: [], hours: 0 });
  });
});
