/** Hostile work on GitHub, from the agent job by its artifact to publish: refused, or in the pull request byte for byte. */
import { describe, expect, test } from "vitest";
import { branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { startStory } from "../support/github-story/story.ts";
import { CARRIED } from "./carried-rows.ts";
import { REFUSED } from "./refused-rows.ts";
import { carriedWork, compareCarried, idOf, judgeRefused, refusedWork } from "./rig.ts";

const folder = useFolder();

describe("on GitHub", { timeout: 900_000 }, () => {
  test("odd work is carried, byte for byte", async () => {
    const agents = { "ws-carried": carriedWork(folder.path, CARRIED) };
    const story = await startStory({ outside: folder.path, plan: { "ws-carried": {} }, agents });
    await story.settle();
    expect(await story.states()).toEqual({ "ws-carried": "in-review" });
    const { found, wanted } = compareCarried(story.repository.directory, branchName("ws-carried"), CARRIED);
    expect(found).toEqual(wanted);
    expect(story.gates("ws-carried")).toMatchObject({ workstreams: "success" });
  });

  test("hostile work is refused, each time in words that say what, and nothing of it becomes a branch", async () => {
    const { plan, agents } = refusedWork(REFUSED);
    const story = await startStory({ outside: folder.path, plan, agents });
    await story.settle();
    const ends = await Promise.all(REFUSED.map((_, index) => story.ends(idOf(index))));
    const found = judgeRefused(ends.map(([end]) => end));
    expect(found.judged).toEqual(found.wanted);
    expect([...story.repository.branches().keys()]).toEqual(["main"]);
    expect(story.repository.pulls()).toEqual([]);
  });
});
