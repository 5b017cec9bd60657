/** The shipped workflows, from a push to a merged plan. */
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { startStory } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

describeWithAct("the loop", () => {
  const engine = useEngine();
  const folder = useFolder();

  test("a workstream that is pushed comes back as a pull request with its gates", async () => {
    const story = await startStory(engine, { outside: folder.path });
    await story.plan({ "ws-a": { acceptance_tests: ["test -f ws-a/ws-a.txt"] } });
    await story.settle();
    expect(story.pulls("open")).toEqual(["ws-a"]);
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });
  });
});
