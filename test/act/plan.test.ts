/** The shipped workflows, from a push to a plan that people merged. */
import { expect, test } from "vitest";
import { attemptRef } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import { startStory } from "./harness.ts";
import type { Story, WorkstreamEntry } from "./harness.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

const PLAN: Readonly<Record<string, WorkstreamEntry>> = {
  "ws-root": { acceptance_tests: ["test -f ws-root/ws-root.txt"] },
  "ws-left": { depends_on: ["ws-root"] },
  "ws-right": { depends_on: ["ws-root"] },
  "ws-top": { depends_on: ["ws-left", "ws-right"], acceptance_tests: ["test -f ws-left/ws-left.txt"] },
  "ws-share-1": { files_scope: ["shared/"] },
  "ws-share-2": { files_scope: ["shared/"] },
  "ws-flaky": {},
  "ws-solo": {},
};
const IDS = Object.keys(PLAN);

/** Each turn a person merges all that may be merged; the answer is what was open in each turn. */
async function mergeUntilDone(story: Story): Promise<readonly (readonly string[])[]> {
  const turns: (readonly string[])[] = [];
  for (let turn = 0; story.pulls("merged").length < IDS.length && turn < IDS.length; turn++) {
    await story.settle();
    const open = story.pulls("open");
    turns.push(open);
    for (const id of open) if (story.gates(id)["workstreams"] === "success") await story.merge(id);
  }
  await story.settle();
  return turns;
}

describeWithAct("a plan", () => {
  const engine = useEngine();
  const folder = useFolder();

  test("a plan of eight, with a diamond, an overlap and an agent that fails once, until all of it is merged", async () => {
    const agents = { "ws-flaky": "fails_until 2\ndeliver" };
    const story = await startStory(engine, { outside: folder.path, agents });
    await story.plan(PLAN);
    const turns = await mergeUntilDone(story);

    expect(new Set(story.pulls("merged"))).toEqual(new Set(IDS));
    for (const id of IDS) {
      expect(story.agent.invocations().filter((each) => each.id === id)).toHaveLength(id === "ws-flaky" ? 2 : 1);
      const file = id.startsWith("ws-share") ? `shared/${id}.txt` : `${id}/${id}.txt`;
      expect(await story.repository.readFile("main", file)).toBe(`${id} was here`);
      expect(story.gates(id)).toEqual(ALL_GREEN);
    }
    for (const open of turns) expect(open).not.toEqual(expect.arrayContaining(["ws-share-1", "ws-share-2"]));
    // Dependents start after the merge of what they need, and not before.
    expect(turns.findIndex((open) => open.includes("ws-left"))).toBeGreaterThan(
      turns.findIndex((open) => open.includes("ws-root")),
    );
    const claim = await story.repository.git("rev-parse", attemptRef("ws-flaky", 1, "claim"));
    const said = story.repository.statuses(claim).map(({ context, state }) => `${context}: ${state}`);
    expect(said).toEqual(["workstreams/attempt: failure", "workstreams/attempt: pending"]);
  });
});

const ALL_GREEN = {
  workstreams: "success",
  "workstreams/acceptance": "success",
  "workstreams/overlap": "success",
  "workstreams/scope": "success",
};
