/** `workstreams assign`: tracks for agents, the lines to paste, and what would make the plan shorter. */
import { describe, expect } from "vitest";
import { HAS_PLAN_30, readPlan30Sources } from "./support/plan-30.ts";
import { story } from "./support/project.ts";
import type { Project } from "./support/project.ts";

const PLAN = {
  "ws-a": { track: "api", estimated_hours: 3 },
  "ws-b": { track: "api", estimated_hours: 2, depends_on: ["ws-a"] },
  "ws-c": { track: "docs", estimated_hours: 4, files_scope: ["docs/"] },
  "ws-d": { track: "docs", estimated_hours: 1, files_scope: ["docs/x"] },
};

async function json(project: Project, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await project.cli("assign", ...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

describe.concurrent("assign", () => {
  story("prints who does what, and the lines to paste", async ({ project }) => {
    await project.plan(PLAN);
    const { code, stdout, stderr } = await project.cli("assign", "--agents", "2");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`\
agent    tracks  workstreams  hours  begins with
agent-1  api     2            5 h    ws-a and ws-b
agent-2  docs    2            5 h    ws-c and ws-d

4 workstreams on 2 agents: no dedicated tracks: 5 h; with tracks: 5 h; no schedule takes less than 5 h

For the configuration, beside \`type\` and what else agents have there, in place of their \`track\`, \`tracks\` and \`exclusive\`:

agents:
  - id: agent-1
    tracks: [api]
  - id: agent-2
    tracks: [docs]

a 3rd agent: 0 h
2 ways to dedicate agents were compared
`);
  });

  story("--json", async ({ project }) => {
    await project.plan({ ...PLAN, "ws-e": { estimated_hours: 3, files_scope: ["docs/y"] } });
    expect(await json(project, "--agents", "3")).toEqual({
      makespan: 7,
      lowerBound: 7,
      withoutTracks: 7,
      withTracks: 7,
      asConfigured: null,
      agents: [
        { id: "agent-1", tracks: ["api"], exclusive: false, hours: 5, workstreams: ["ws-a", "ws-b"] },
        { id: "agent-2", tracks: ["docs"], exclusive: false, hours: 5, workstreams: ["ws-c", "ws-d"] },
        { id: "agent-3", tracks: [], exclusive: false, hours: 3, workstreams: ["ws-e"] },
      ],
      further: [{ tools: "any", makespan: 7, gain: 0 }],
      conflicts: [{ a: "ws-c", b: "ws-e", witness: expect.stringMatching(/^docs\/y/), without: 5, cost: 2 }],
      unscheduled: [],
      compared: 3,
      isLarge: false,
    });
  });

  story("--next keeps to those that start first", async ({ project }) => {
    await project.plan(PLAN);
    const found = await json(project, "--agents", "1", "--next", "2");
    expect(found).toMatchObject({ makespan: 7, agents: [{ workstreams: ["ws-c", "ws-a"] }], withTracks: null });
  });

  story("with the configured agents, what is pasted is what is kept", async ({ project }) => {
    const agents = "agents:\n  - { id: a, type: command, command: run }\n  - { id: b, type: command, command: run";
    await project.plan(PLAN);
    await project.write({ ".github/workstreams.yml": `${agents} }\n` });
    const before = await project.cli("assign");
    expect(before.stdout).toContain("  - id: b\n    tracks: [docs]\n");
    await project.write({
      ".github/workstreams.yml": `${agents}, track: docs }\n`.replace("run }", "run, track: api }"),
    });
    const after = await project.cli("assign");
    expect(after.stdout).toContain("as configured: 5 h");
    expect(after.stdout).toContain("The configuration says so already.");
  });

  story("counts what is left: not what is completed, and says what never starts", async ({ project }) => {
    await project.plan({
      "ws-a": { estimated_hours: 3, files_scope: ["src/"] },
      "ws-b": { depends_on: ["ws-a"] },
      "ws-c": { estimated_hours: 9 },
    });
    await project.cli("cancel", "ws-c");
    const run = [
      "run",
      "--agents",
      "1",
      "--agent-command",
      "mkdir -p src/$WORKSTREAM_ID && date > src/$WORKSTREAM_ID/x",
    ];
    expect(await project.cli(...run, "--merge", "manual", "--until-idle")).toMatchObject({ code: 0 });
    const { code, stdout } = await project.cli("assign", "--agents", "2", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      agents: [{ workstreams: ["ws-b"] }, { workstreams: [] }],
      unscheduled: [{ id: "ws-c", why: { kind: "excluded" } }],
    });
  });
});

describe.skipIf(!HAS_PLAN_30).concurrent("on the plan of 30", () => {
  story.for([
    [1, 220, "a 2nd agent: -110 h"],
    [2, 110, "a 3rd agent: -34 h"],
    [3, 76, "a 4th agent: 0 h"],
  ] as const)(
    "with %i agents it takes as long as simulate says, %i h; %s",
    async ([agents, hours, further], { project }) => {
      await project.write(Object.fromEntries(readPlan30Sources().map(({ path, text }) => [path, text])));
      const { code, stdout } = await project.cli("assign", "--agents", `${agents}`);
      expect(code).toBe(0);
      expect(stdout).toContain(`30 workstreams on ${agents === 1 ? "1 agent" : `${agents} agents`}: ${hours} h;`);
      expect(stdout).toContain(`\n${further}\n`);
      const simulated = await project.cli("simulate", "--agents", `${agents}`, "--json");
      expect(JSON.parse(simulated.stdout)).toMatchObject({ makespan: hours });
    },
  );
});
