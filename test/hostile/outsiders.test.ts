/** What people who may not write put before the loop: it goes on, and what they write is no command. */
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { startStory } from "../support/github-story/story.ts";
import type { Story } from "../support/github-story/story.ts";
import { treeBomb, treeEntry, writeRaw } from "../support/hostile-trees.ts";
import { commandsIn } from "../support/runner-commands.ts";
import { slowText } from "../support/slow-merge.ts";

const folder = useFolder();

/** Some three times the work for which a merge is given time in tests. */
const LINES = 600_000;
const OURS = new Set(["error", "warning", "notice", "debug", "add-mask"]);

async function expectToGoOn(story: Story): Promise<void> {
  await story.settle();
  const { plan } = await story.tick();
  expect(plan?.result).toBe("success");
  const said = commandsIn(plan?.said ?? "").filter(({ name, data }) => !OURS.has(name) || data.startsWith("ubuntu"));
  expect(said).toEqual([]);
  expect(await story.states()).toMatchObject({ "ws-a": "in-review" });
  expect(story.gates("ws-a")).toMatchObject({ workstreams: "success" });
}

describe("a stranger's pull request", { timeout: 300_000 }, () => {
  test("that is more files than any machine can list is left alone, and the loop goes on", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } } });
    const number = await story.repository.openForkPull({ fork: "eve/app", head: "main", files: { "x.txt": "x" } });
    const user = { directory: story.repository.directory };
    // With a file that is gone, git looks for it in every folder that is new.
    const entries = ["d0", "d1"].map((name) => treeEntry("40000", name, treeBomb(user, 9)));
    const tree = writeRaw(user, "tree", Buffer.concat(entries));
    const eve = ["-c", "user.name=eve", "-c", "user.email=eve@example.com"];
    const bomb = await story.repository.git(...eve, "commit-tree", tree, "-p", "main", "-m", "bomb");
    await story.repository.offerFromFork(number, bomb);
    await expectToGoOn(story);
    expect(story.repository.statuses(bomb)[0]).toMatchObject({ context: "workstreams", state: "success" });
  });

  test("that conflicts in a file of any size is known by the file's name", async () => {
    const files = { "big.txt": "one\n" };
    const story = await startStory({ outside: folder.path, files, plan: { "ws-a": {} } });
    const number = await story.repository.openForkPull({
      fork: "eve/app",
      head: "main",
      files: { "big.txt": `${"two ".repeat(15_000_000)}\n` },
    });
    await story.repository.commit("main", { "big.txt": "three\n" });
    await expectToGoOn(story);
    expect(story.repository.statuses(story.repository.pull(number).headSha)[0]?.state).toBe("success");
  });

  test("that takes git longer to merge than any that is meant well conflicts, and the loop goes on", async () => {
    const files = { "slow.txt": slowText(1, LINES) };
    const story = await startStory({ outside: folder.path, files, plan: { "ws-a": {} } });
    await story.settle();
    const eve = { fork: "eve/app", head: "main", files: { "slow.txt": slowText(3, LINES) } };
    const number = await story.repository.openForkPull(eve);
    await story.repository.commit("main", { "slow.txt": slowText(2, LINES) });
    const { plan } = await story.tick();
    expect(plan?.result).toBe("success");
    expect(await story.states()).toMatchObject({ "ws-a": "in-review" });
    expect(story.repository.statuses(story.repository.pull(number).headSha)[0]?.state).toBe("success");
  });

  test("whose title, branch and files are commands says nothing to the runner", async () => {
    const story = await startStory({ outside: folder.path, plan: { "ws-a": {} } });
    const command = "##[add-mask]ubuntu-latest";
    const files = { [`ws-a/${command}`]: "x", "ws-a/ws-a.txt": "mine\n" };
    const fork = { fork: "eve/app", head: `::add-mask::ubuntu`, files, title: `::add-mask::ubuntu ${command}` };
    await story.settle();
    const number = await story.repository.openForkPull(fork);
    story.repository.comment(number, `@mona ${command}\n::add-mask::ubuntu`, "eve");
    await expectToGoOn(story);
    const head = story.repository.pull(number).headSha;
    expect(story.repository.statuses(head)[0]).toMatchObject({ context: "workstreams", state: "pending" });
  });

  test("an agent's file with a command for its name is said, and done by nobody", async () => {
    const name = "out ##[add-mask]ubuntu-latest";
    const agents = { "ws-b": `write ws-b/x.txt x; write '${name}' x` };
    const plan = { "ws-a": {}, "ws-b": { circuit_breaker: { max_attempts: 1 } } };
    const story = await startStory({ outside: folder.path, plan, agents });
    await expectToGoOn(story);
    const [end] = await story.ends("ws-b");
    expect(end?.failure?.detail).toContain(name);
  });
});
