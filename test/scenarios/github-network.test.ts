/** The network of agents is limited where that can be done, and nowhere else do they start without the limit. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";

const folder = useFolder();

describe("jobs.agent.network", STORY, () => {
  test("on a runner whose agents are its own user: the agent does not start, is paused, and people hear what to do", async () => {
    const story = await startStory({
      outside: folder.path,
      plan: { "ws-a": { circuit_breaker: { max_attempts: 1 } } },
      config: (command) => ({
        agents: [{ id: "agent-1", type: "command", command }],
        jobs: { agent: { network: ["registry.npmjs.org"] } },
      }),
    });
    await story.settle();
    expect(await story.ends("ws-a")).toMatchObject([
      {
        outcome: "failed",
        counted: false,
        failure: {
          code: "agent-start",
          detail: expect.stringMatching(
            /^jobs\.agent\.network can't be kept to here: .+; use one of GitHub's own Linux/,
          ),
        },
      },
    ]);
    expect(await story.stand("ws-a")).toMatchObject({
      state: "held",
      reason: expect.stringMatching(/^agent-1 is paused: .*jobs\.agent\.network/),
    });
  });
});
