/** The shipped workflows without people: who merges, what a dispatch asks for. */
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { startStory } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

describeWithAct("the loop", () => {
  const engine = useEngine();
  const folder = useFolder();

  test("the loop merges by itself, and what it merges starts the next", async () => {
    const story = await startStory(engine, { outside: folder.path, config: { merge: "auto" } });
    await story.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] }, "ws-c": { depends_on: ["ws-b"] } });
    await story.settle();
    expect(story.pulls("merged")).toEqual(["ws-a", "ws-b", "ws-c"]);
    expect(await story.repository.readFile("main", "ws-c/ws-c.txt")).toBe("ws-c was here");
    const [first, ...others] = story.runs();
    expect(first?.event).toBe("push");
    expect(new Set(others.map(({ event }) => event))).toEqual(new Set(["workflow_dispatch"]));
  });

  test("a dry run says what would be done and writes nothing; naming a workstream starts it", async () => {
    const workstream = { id: "ws-a", files_scope: ["ws-a/"], tasks: ["do it"] };
    const files = { "workstreams/ws-a.json": JSON.stringify(workstream) };
    const story = await startStory(engine, { outside: folder.path, files });
    const before = await story.repository.git("for-each-ref");
    const dry = await story.dispatch({ dry_run: true });
    await story.settle();
    expect(dry.conclusion).toBe("success");
    expect(await engine.runner.readLog(dry)).toMatch(/ws-a/);
    expect(await story.repository.git("for-each-ref")).toBe(before);
    const written = engine.server.requests.filter(({ kind, method }) => kind === "rest" && method !== "GET");
    expect(written).toEqual([]);

    await story.dispatch({ ids: "ws-a" });
    await story.settle();
    expect(story.pulls("open")).toEqual(["ws-a"]);
  });
});
