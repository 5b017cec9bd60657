/** Workstreams whose work meets, on GitHub: all that can be is merged, nothing that conflicts, and every wait says why. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { OVERLAP_CASES, planOf } from "../support/overlap-cases.ts";
import { STORY, startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";

const folder = useFolder();
const CONFIG = { overlap: { until: "published" }, defaults: { backoff_minutes: 0.001, max_attempts: 5 } };

/** The newest state and words of one context on each open pull request. */
function said(story: Story, context: string): readonly string[] {
  const open = story.repository.pulls().filter(({ state }) => state === "open");
  return open.map(({ headSha }) => {
    const status = story.repository.statuses(headSha).find((each) => each.context === context);
    return `${status?.state}: ${status?.description}`;
  });
}

/** A person merges whatever the required status allows, one after the other, until nothing is open. */
async function mergeAll(story: Story): Promise<void> {
  for (let open = openPulls(story); open.length > 0; open = openPulls(story)) {
    const states = said(story, "workstreams");
    const free = open.filter((_, index) => states[index]?.startsWith("success"));
    expect(free, `nobody is free: ${states.join("; ")}`).not.toEqual([]);
    await story.repository.mergePull(free[0]?.number ?? 0);
    await story.settle();
  }
}

function comments(story: Story, pull: number): readonly string[] {
  return story.repository.comments(pull).map(({ body }) => body);
}

function openPulls(story: Story) {
  return story.repository.pulls().filter(({ state }) => state === "open");
}

async function readFile(story: Story, path: string): Promise<string | null> {
  const listed = await story.repository.git("ls-tree", "--name-only", "main", "--", path);
  return listed.trim() === "" ? null : story.repository.git("show", `main:${path}`);
}

describe("two or more that meet", STORY, () => {
  for (const each of OVERLAP_CASES) {
    test(each.name, async () => {
      const { plan, agents } = planOf(each);
      const story = await startStory({ outside: folder.path, plan, agents, files: each.files, config: CONFIG });
      await story.settle();
      const waits = said(story, "workstreams/overlap").filter((words) => words.startsWith("pending: "));
      expect(waits).toEqual(each.waits.map((words) => `pending: ${words}`));
      await mergeAll(story);
      const found = await Promise.all(
        Object.keys(each.merged).map(async (path) => [path, (await readFile(story, path))?.trimEnd() ?? null]),
      );
      expect(found).toEqual(Object.entries(each.merged).map(([path, text]) => [path, text?.trimEnd() ?? null]));
      expect(new Set(Object.values(await story.states()))).toEqual(new Set(["completed"]));
      const starts = story.agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);
      // Whoever is built anew while a person takes time to merge the one before it is built anew once more.
      expect(starts).toEqual(expect.arrayContaining([...each.attempts]));
      if (each.waits.length < 2) expect(starts).toHaveLength(each.attempts.length);
    });
  }
});

describe("a person's pull request against a workstream's", STORY, () => {
  test("goes first once somebody approved it; the workstream's waits for it, and is built anew", async () => {
    const files = { "shared.txt": "nobody" };
    const agents = { "ws-a": `printf 'agent after %s' "$(cat shared.txt)" > shared.txt` };
    const plan = { "ws-a": { files_scope: ["shared.txt"] } };
    const story = await startStory({ outside: folder.path, plan, agents, files });
    await story.settle();
    await story.repository.commit("topic", { "shared.txt": "a person" });
    const number = await story.repository.openPull({ head: "topic" });
    await story.tick();
    expect(said(story, "workstreams")).toEqual([
      expect.stringMatching(/^success/),
      "pending: waits for #1, with which it conflicts in shared.txt",
    ]);
    await story.repository.review(number, "ada", "APPROVED");
    await story.settle();
    expect(said(story, "workstreams/overlap")[0]).toBe(
      `pending: waits for #${number}, with which it conflicts in shared.txt`,
    );
    expect(said(story, "workstreams")[1]).toMatch(/^success/);
    expect(comments(story, 1)).toEqual([expect.stringContaining(`#${number}, on 1 path:\n    - \`shared.txt\``)]);
    await mergeAll(story);
    expect(comments(story, 1)).toEqual([expect.stringMatching(/^All gates of `ws-a` pass\./)]);
    expect(comments(story, number)).toEqual([]);
    expect(await readFile(story, "shared.txt")).toBe("agent after a person");
    expect(story.agent.prompt("ws-a", 2)).toMatch(/<<<<<<< .*\na person\n=======\nagent after nobody\n>>>>>>> /);
  });
});
