/** Agents that can't begin, on GitHub: a runner is spent on each once, and no attempt of a workstream. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";

const folder = useFolder();
const broken = (id: string) => ({ id, type: "command", command: ["./no-such-program"] });

describe("an agent that can't start", STORY, () => {
  test("is paused until somebody resumes it, and every run says so", async () => {
    const plan = { "ws-a": { circuit_breaker: { max_attempts: 1 } } };
    const story = await startStory({ outside: folder.path, plan, config: { agents: [broken("agent-1")] } });
    await story.settle();
    expect(await story.ends("ws-a")).toMatchObject([
      { outcome: "failed", failure: { code: "agent-start" }, counted: false },
    ]);
    expect(await story.stand("ws-a")).toMatchObject({
      state: "held",
      reason: expect.stringMatching(
        /^agent-1 is paused: its program did not start .*`workstreams resume agent:agent-1`$/,
      ),
    });
    const { plan: job, legs } = await story.tick();
    expect(legs).toEqual([]);
    expect(job?.summary).toMatch(/### Paused agents[\s\S]*`Run workflow` with ids agent:agent-1/);

    await story.dispatch({ ids: "agent:agnt-1" });
    expect((await story.tick()).record).toMatchObject({
      result: "failure",
      said: expect.stringContaining("did you mean agent:agent-1?"),
    });
    await story.dispatch({ ids: "agent:agent-1" });
    await story.settle();
    // Tried once more, and paused again.
    expect(await story.ends("ws-a")).toHaveLength(2);
    expect(await story.states()).toEqual({ "ws-a": "held" });
  });

  test("leaves its work to another one that fits", async () => {
    const story = await startStory({
      outside: folder.path,
      plan: { "ws-a": { circuit_breaker: { max_attempts: 1 } } },
      config: (command) => ({ agents: [broken("agent-1"), { id: "agent-2", type: "command", command }] }),
    });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-a": "in-review" });
    expect((await story.ends("ws-a")).map(({ outcome }) => outcome)).toEqual(["failed", "delivered"]);
  });
});
