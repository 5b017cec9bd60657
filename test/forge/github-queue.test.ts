import { describe, expect, test } from "vitest";
import type { Forge } from "../../src/forge/forge.ts";
import type { Sha } from "../../src/state/facts.ts";
import { PERMISSIONS, createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

const BRANCH = "workstreams/ws-a";

/** With an App's token: what the default one merges or enqueues starts nothing. */
async function landed(): Promise<{ rig: GithubRig; forge: Forge; number: number; head: Sha }> {
  const rig = await createGithubRig();
  const token = rig.server.createToken({ login: "loop[bot]", kind: "app", permissions: PERMISSIONS });
  const forge = rig.connectAs({ place: { ...rig.place, token } });
  const head = await rig.push(BRANCH, { "b.txt": "b\n" });
  const draft = { branch: BRANCH, head, title: "A", body: "", labels: [], reviewers: [], draft: false };
  return { rig, forge, head, number: await forge.land(draft) };
}

async function isQueued(forge: Forge, number: number): Promise<boolean | undefined> {
  return (await forge.read()).pulls.find((pull) => pull.number === number)?.queued;
}

describe("auto-merge", () => {
  test("waits for the rules of the base, at this head alone, and may be asked for twice", async () => {
    const { rig, forge, number, head } = await landed();
    rig.repository.setSetting("allowAutoMerge", true);
    rig.repository.protectBranch("main", { contexts: ["workstreams"] });
    expect(await isQueued(forge, number)).toBe(false);
    await expect(forge.enqueue(number, "1".repeat(40), "auto-merge")).rejects.toMatchObject({ kind: "head-moved" });
    await forge.enqueue(number, head, "auto-merge");
    await forge.enqueue(number, head, "auto-merge");
    expect(await isQueued(forge, number)).toBe(true);
    await forge.setStatuses([{ sha: head, context: "workstreams", state: "success", description: "" }]);
    await rig.actions.idle();
    expect(rig.repository.pull(number).state).toBe("merged");
    await forge.enqueue(number, head, "auto-merge");
  });

  test("of what waits for nothing is a merge", async () => {
    const { rig, forge, number, head } = await landed();
    rig.repository.setSetting("allowAutoMerge", true);
    rig.repository.protectBranch("main");
    await forge.enqueue(number, head, "auto-merge");
    expect(rig.repository.pull(number).state).toBe("merged");
  });

  test("names what is switched off", async () => {
    const { rig, forge, number, head } = await landed();
    await expect(forge.enqueue(number, head, "auto-merge")).rejects.toMatchObject({
      kind: "refused",
      message: 'the repository has no auto-merge: turn on "Allow auto-merge" in Settings > General > Pull Requests',
    });
    rig.repository.setSetting("allowAutoMerge", true);
    await expect(forge.enqueue(number, head, "auto-merge")).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^auto-merge waits for rules, and the base has none/),
    });
  });
});

describe("the merge queue", () => {
  test("shows each one's merge group, with its statuses, to who asks for it", async () => {
    const { rig, forge, number, head } = await landed();
    const other = await rig.push("workstreams/ws-b", { "c.txt": "c\n" });
    const draft = { branch: "workstreams/ws-b", head: other, title: "B", body: "", labels: [], reviewers: [] };
    const second = await forge.land({ ...draft, draft: false });
    rig.repository.setSetting("mergeQueue", true);
    rig.repository.protectBranch("main", { contexts: ["workstreams"] });
    const asker = rig.connectAs({ queue: true });
    await forge.enqueue(number, head, "queue");
    await forge.enqueue(second, other, "queue");
    const heads = async (client: Forge) => (await client.read()).pulls.map(({ queueHead }) => queueHead);
    expect(await heads(asker)).toEqual([undefined, undefined]);
    await rig.repository.buildMergeGroups();
    const [group = "", next = ""] = await heads(asker);
    expect(await rig.readCommit(next)).toMatchObject({ parents: [group, other] });
    expect(await heads(forge)).toEqual([undefined, undefined]);
    const status = { context: "workstreams", state: "success", description: "all gates" } as const;
    for (const sha of [head, other, group]) await asker.setStatuses([{ ...status, sha }]);
    expect((await asker.read()).statuses.get(group)?.get("workstreams")).toMatchObject({ state: "success" });
    await rig.repository.runMergeQueue();
    expect(rig.repository.pulls().map(({ state }) => state)).toEqual(["merged", "open"]);
    await asker.setStatuses([{ ...status, sha: next }]);
    await rig.repository.runMergeQueue();
    expect(rig.repository.pulls().map(({ state }) => state)).toEqual(["merged", "merged"]);
  });

  test("takes it once, and twice is no error", async () => {
    const { rig, forge, number, head } = await landed();
    rig.repository.setSetting("mergeQueue", true);
    await forge.enqueue(number, head, "queue");
    expect(await isQueued(forge, number)).toBe(true);
    await forge.enqueue(number, head, "queue");
  });

  test("names what is switched off", async () => {
    const { forge, number, head } = await landed();
    await expect(forge.enqueue(number, head, "queue")).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^the base has no merge queue: turn on "Require merge queue"/),
    });
  });
});
