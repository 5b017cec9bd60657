/** A kind of workstreams that is done in its own way. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import { story } from "../support/project.ts";

const OWN = `echo "$WORKSTREAM_PATTERN on attempt $WORKSTREAM_ATTEMPT" > "$WORKSTREAM_ID/made.txt"`;

describe.concurrent("a pattern", () => {
  story("brings its command, tests and limits, and is named wherever the work is shown", async ({ project }) => {
    const ordinary = project.agents();
    const patterns = [
      {
        id: "PAT-CREATE",
        match: { ids: ["ws-22*"] },
        command: `mkdir -p "$WORKSTREAM_ID"; ${OWN}`,
        acceptance_tests: ["test -f ok"],
      },
      { id: "PAT-PLAIN", match: { ids: ["*"] } },
    ];
    const agents = [{ id: "agent-1", type: "command", command: ordinary.command }];
    await project.plan(
      { "ws-22-schema": { circuit_breaker: { max_attempts: 1 } }, "ws-b": {}, "ws-c": { pattern: "PAT-LOST" } },
      { agents, patterns },
    );
    const planned = await project.cli("plan");
    expect(planned.stdout).toContain("claim ws-22-schema attempt 1 for agent-1 by the pattern PAT-CREATE");
    expect((await project.cli("validate")).stdout).toContain('the configuration has no pattern "PAT-LOST"');
    await project.cli("run", "--merge", "auto", "--no-report");

    // Its own command ran, and the test that the pattern brings was in force.
    expect(ordinary.invocations().map(({ id }) => id)).toEqual(["ws-b", "ws-c"]);
    expect(await project.git("show", "refs/workstreams/attempts/ws-22-schema/1/work:ws-22-schema/made.txt")).toBe(
      "PAT-CREATE on attempt 1",
    );
    const explained = await project.cli("explain", "ws-22-schema");
    expect(explained.stdout).toContain("pattern PAT-CREATE (matches ws-22*)");
    expect(explained.stdout).toContain("an acceptance test failed: test -f ok");

    const claim = await project.git("show", "--no-patch", "--format=%B", "refs/workstreams/attempts/ws-b/1/claim");
    expect(claim).toContain("Workstreams-Pattern: PAT-PLAIN");
    const pull: { readonly body: string } = JSON.parse(
      await project.git("show", "refs/workstreams/forge:pulls/1.json"),
    );
    expect(pull.body).toContain("It follows the pattern `PAT-PLAIN`.");
  });

  story("gives way to a command that the caller gives", async ({ project }) => {
    await project.plan({ "ws-a": {} }, { patterns: [{ id: "P", match: { ids: "ws-a" }, command: "false" }] });
    project.agents();
    expect(await project.run()).toMatchObject({ code: 0 });
    expect(await project.states()).toEqual({ "ws-a": "completed" });
  });

  story("holds for an attempt as it was when the attempt was claimed", async ({ project }) => {
    const pattern = { id: "P", match: { ids: "ws-a" }, acceptance_tests: ["false"] };
    await project.plan({ "ws-a": { circuit_breaker: { max_attempts: 1 } } }, { patterns: [pattern] });
    const agent = project.agents({ "ws-a": "await go; deliver" });
    const run = project.startRun();
    await agent.started(1);
    await project.commit("No patterns any more", { ".github/workstreams.yml": "{}" });
    agent.release("go");
    expect(await run.finished).toMatchObject({ code: 1 });
    const explained = await project.cli("explain", "ws-a");
    expect(explained.stdout).toContain("an acceptance test failed: false");
    expect(explained.stdout).not.toContain("pattern P");
  });
});

const folder = useFolder();

describe("a pattern on GitHub", STORY, () => {
  test("brings its command to the agent's job, its tests to the one that verifies, its name to the pull request", async () => {
    const command = ["/bin/sh", "-c", `mkdir "$WORKSTREAM_ID"; ${OWN}`];
    const patterns = [{ id: "PAT-CREATE", command, acceptance_tests: ["grep PAT-CREATE ws-a/made.txt"] }];
    const plan = { "ws-a": { pattern: "PAT-CREATE" } };
    const made = await startStory({ outside: folder.path, plan, config: { patterns } });
    await made.settle();
    expect(made.agent.invocations()).toEqual([]);
    expect(await made.ends("ws-a")).toMatchObject([{ outcome: "delivered", acceptance: "passed" }]);
    expect(made.pullOf("ws-a")?.body).toContain("It follows the pattern `PAT-CREATE`.");
    expect(made.pullOf("ws-a")?.body).toContain("- `grep PAT-CREATE ws-a/made.txt`");
  });
});
