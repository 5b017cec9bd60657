/** What a repository says that its agents and tests need. */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { startStory } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

describeWithAct("jobs", () => {
  const engine = useEngine();
  const folder = useFolder();

  test("are prepared by the repository's own action, as it is on the base, and then by its commands", async () => {
    const action = {
      runs: { using: "composite", steps: [{ shell: "bash", run: `cp base.txt '${folder.file("acted.txt")}'` }] },
    };
    const setup = { setup: ["cp base.txt prepared.txt"], setup_action: true };
    const story = await startStory(engine, {
      outside: folder.path,
      files: { "base.txt": "of the base\n", ".github/actions/workstreams-setup/action.yml": JSON.stringify(action) },
      config: { jobs: { agent: { setup_action: true }, verify: setup } },
    });
    const tests = [`test -f '${folder.file("acted.txt")}'`, "test -f prepared.txt", "test -f ws-a/ws-a.txt"];
    await story.plan({ "ws-a": { acceptance_tests: tests } });
    await story.settle();
    expect(story.pulls("open")).toEqual(["ws-a"]);
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });
    expect(existsSync(folder.file("acted.txt"))).toBe(true);
  });

  test("whose set-up command fails end the attempt, which says which one", async () => {
    const story = await startStory(engine, {
      outside: folder.path,
      config: { jobs: { agent: { setup: ["true", "echo no; exit 3"] } }, defaults: { max_attempts: 1 } },
    });
    await story.plan({ "ws-a": {} });
    await story.settle();
    expect(story.agent.invocations()).toEqual([]);
    const claim = await story.repository.git("rev-parse", "refs/workstreams/attempts/ws-a/1/claim");
    expect(story.repository.statuses(claim)[0]).toMatchObject({
      state: "failure",
      description: "attempt 1 by agent-1 failed: a set-up command failed: echo no; exit 3",
    });
  });
});
