/** Jobs that are killed after any single thing that they wrote: the next ticks reach the same end. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();

const PLAN = { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] }, "ws-c": {} };
const IDS = Object.keys(PLAN);
const MOST_TURNS = 30;

/** Every second tick, and the first publish of each workstream, is killed after so many writes. */
async function play(story: Story, writes: number): Promise<readonly string[]> {
  const hurt = { killedAfterWrites: writes };
  const published = new Set<string>();
  const conclusions: string[] = [];
  for (let turn = 0; turn < MOST_TURNS && !isDone(story); turn++) {
    const { plan } = await story.tick(turn % 2 === 0 ? hurt : {});
    conclusions.push(`plan: ${plan?.result}`);
    for (const leg of story.loop.open()) {
      const { result } = await story.loop.finish(leg, published.has(leg.id) ? {} : { publish: hurt });
      conclusions.push(`publish: ${result}`);
      published.add(leg.id);
    }
  }
  return conclusions;
}

function isDone(story: Story): boolean {
  return story.repository.pulls().filter(({ state }) => state === "merged").length === IDS.length;
}

describe("every second tick, and each publish, killed", STORY, () => {
  test.each([1, 2, 3, 4, 5, 6])("after %i writes", async (writes) => {
    const story = await startStory({ outside: folder.path, plan: PLAN, config: { merge: "auto" } });
    const conclusions = await play(story, writes);
    await story.tick();
    expect(new Set(conclusions)).toContain("plan: failure");
    expect(await story.states()).toEqual({ "ws-a": "completed", "ws-b": "completed", "ws-c": "completed" });
    for (const id of IDS) {
      expect(await story.repository.readFile("main", `${id}/${id}.txt`)).toBe(`${id} was here`);
      const ends = await story.ends(id);
      expect(ends.at(-1)).toMatchObject({ outcome: "delivered" });
      // What was only killed uses up no attempt.
      expect(ends.slice(0, -1).filter(({ counted }) => counted)).toEqual([]);
    }
    expect(story.repository.pulls()).toHaveLength(IDS.length);
    const starts = story.agent.invocations().map(({ id }) => id);
    expect(starts.toSorted()).toEqual(IDS);
    const before = story.writes();
    await story.tick();
    expect(story.writes()).toBe(before);
  });
});
