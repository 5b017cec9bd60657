/** What a pull request must have before it may merge, and what becomes of work that has it not. */
import { describe, expect, test } from "vitest";
import { branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();

const starts = (story: Story) => story.agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);
/** Of one status on a commit the newest state and words. */
function statusOf(story: Story, sha: string, context: string): string {
  const status = story.repository.statuses(sha).find((each) => each.context === context);
  return `${status?.state}: ${status?.description}`;
}

describe("work that is refused is tried again, and the next attempt is told why", STORY, () => {
  const tellingly = (first: string) => ({
    "ws-a": `if [ "$WORKSTREAM_ATTEMPT" = 1 ]; then ${first}; else write ws-a/notes.txt fine; fi`,
  });

  test.each([
    ["outside of its scope", "write elsewhere.txt mine", "scope", "elsewhere.txt"],
    ["on a protected path", "write .github/CODEOWNERS mine", "protected", ".github/CODEOWNERS"],
    ["without what the acceptance tests want", "write ws-a/notes.txt bad", "acceptance", "grep -q fine ws-a/notes.txt"],
    ["without any change", "true", "no-change", "changed nothing"],
    ["by an agent that fails", "echo overloaded; exit 3", "agent-exit", "exit code 3"],
  ])("%s", async (_, first, code, told) => {
    const plan = { "ws-a": { acceptance_tests: ["grep -q fine ws-a/notes.txt"] } };
    const story = await startStory({ outside: folder.path, plan, agents: tellingly(first) });
    await story.tick();
    const published = await story.loop.finish(story.leg("ws-a"));
    expect(published.result).toBe("failure");
    expect(await story.ends("ws-a")).toMatchObject([{ outcome: "failed", counted: true, failure: { code } }]);
    expect([...story.repository.branches().keys()]).toEqual(["main"]);
    expect((await story.claimStatuses("ws-a", 1))[0]).toContain("failure: attempt 1 by agent-1 failed");
    await story.settle();
    expect([await story.states(), starts(story)]).toEqual([{ "ws-a": "in-review" }, ["ws-a/1", "ws-a/2"]]);
    expect(story.agent.prompt("ws-a", 2)).toContain(told);
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success", "workstreams/acceptance": "success" });
  });
});

describe("gates", STORY, () => {
  test("a person's push outside of the scope: the gate names the path", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.settle();
    const head = await story.repository.commit(branchName("ws-a"), { "elsewhere.txt": "?\n" });
    await story.settle();
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "failure", "workstreams/scope": "failure" });
    expect(statusOf(story, head, "workstreams/scope")).toContain("elsewhere.txt");
  });

  test("of two that conflict the later one waits; after the merge it is built anew, and its agent is told", async () => {
    const entry = { files_scope: ["shared.txt"] };
    const agents = { "ws-b": 'echo "b after $(cat shared.txt)" > shared.txt' };
    const files = { "shared.txt": "nobody\n" };
    const story = await startStory({
      outside: folder.path,
      files,
      agents,
      plan: { "ws-a": { ...entry, priority: "high" }, "ws-b": entry },
    });
    await story.settle();
    // Their scopes overlap, so that the second starts only while the first is closed.
    await story.repository.closePull(1);
    await story.settle();
    await story.repository.reopenPull(1);
    await story.settle();
    const head = story.pullOf("ws-b")?.headSha ?? "";
    expect(statusOf(story, head, "workstreams/overlap")).toBe(
      "pending: waits for #1, with which it conflicts in shared.txt",
    );
    expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });

    await story.merge("ws-a");
    await story.settle();
    expect(starts(story)).toEqual(["ws-a/1", "ws-b/1", "ws-b/2"]);
    expect(story.agent.prompt("ws-b", 2)).toMatch(/conflict[\s\S]*shared\.txt/i);
    expect(story.pullOf("ws-b")).toMatchObject({ number: 2, state: "open" });
    expect(story.gates("ws-b")).toMatchObject({ workstreams: "success" });
    await story.merge("ws-b");
    expect(await story.repository.readFile("main", "shared.txt")).toBe("b after nobody\nws-a was here");
  });

  test("a person's pull request waits for a workstream's that it conflicts with, and for no other", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    await story.settle();
    const clashing = await story.repository.commit("topic", { "ws-a/ws-a.txt": "by hand\n" });
    const harmless = await story.repository.commit("other", { "other.txt": "by hand\n" });
    await story.repository.openPull({ head: "topic" });
    await story.repository.openPull({ head: "other" });
    await story.tick();
    expect(statusOf(story, clashing, "workstreams")).toBe(
      "pending: waits for #1, with which it conflicts in ws-a/ws-a.txt",
    );
    expect(statusOf(story, harmless, "workstreams")).toMatch(/^success: /);
    expect(story.repository.statuses(harmless)).toHaveLength(1);

    await story.repository.closePull(1);
    await story.settle();
    expect(statusOf(story, clashing, "workstreams")).toMatch(/^success: /);
  });
});
