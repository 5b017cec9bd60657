import { join } from "node:path";
import { onTestFinished, describe, expect, test } from "vitest";
import { createGithubRefs } from "../../src/forge/github/github-refs.ts";
import { gitRemote } from "../../src/forge/github/place.ts";
import { writeCommits } from "../../src/git/commits.ts";
import { openMirror } from "../../src/git/mirror.ts";
import type { Mirror } from "../../src/git/mirror.ts";
import { listRefs } from "../../src/git/refs.ts";
import type { SharedRefs } from "../../src/git/shared-refs.ts";
import type { Sha } from "../../src/state/facts.ts";
import { createRepository } from "../support/repository.ts";
import { PACE, createGithubRig } from "./github-rig.ts";
import type { GithubRig } from "./github-rig.ts";

const EPOCH = "refs/workstreams/epoch";
const CLAIM = "refs/workstreams/attempts/ws-a/1/claim";
const BRANCH = "refs/heads/workstreams/ws-a";

interface Machine {
  readonly mirror: Mirror;
  readonly refs: SharedRefs;
  /** A new commit in the mirror alone, on the base. */
  commit(message: string): Promise<Sha>;
}

/** Another machine, with a mirror of its own. */
async function createMachine(rig: GithubRig, token = rig.place.token): Promise<Machine> {
  const place = { ...rig.place, token };
  const folder = await createRepository({ bare: true });
  onTestFinished(() => folder.remove());
  const mirror = await openMirror(join(folder.directory, "mirror.git"), gitRemote(place));
  const refs = createGithubRefs(mirror, { place, pace: PACE });
  await refs.fetch(["refs/workstreams/", "refs/heads/workstreams/", "refs/heads/main"], []);
  return {
    mirror,
    refs,
    async commit(message) {
      const parent = await rig.tip("base");
      const [sha = ""] = await writeCommits(mirror, [{ parents: [parent], message }]);
      return sha;
    },
  };
}

async function setup(): Promise<{ readonly rig: GithubRig; readonly machine: Machine }> {
  const rig = await createGithubRig();
  return { rig, machine: await createMachine(rig) };
}

describe("shared refs on GitHub", () => {
  test("what one machine pushes another one lists and fetches, and what is gone goes", async () => {
    const { rig, machine } = await setup();
    const [epoch, claim] = [await machine.commit("epoch"), await machine.commit("claim")];
    const created = [
      { ref: EPOCH, old: "none", new: epoch },
      { ref: CLAIM, old: "none", new: claim },
    ];
    expect(await machine.refs.update(created)).toBe("done");
    const lines = `${CLAIM} ${claim}\n${EPOCH} ${epoch}\n`;
    expect(await listRefs(machine.mirror, ["refs/workstreams/"])).toBe(lines);
    const other = await createMachine(rig);
    expect(await other.refs.list(["refs/workstreams/"])).toBe(lines);
    expect(await listRefs(other.mirror, ["refs/workstreams/"])).toBe(lines);
    expect(await other.refs.update([{ ref: CLAIM, old: claim, new: "deleted" }])).toBe("done");
    await machine.refs.fetch(["refs/workstreams/"], []);
    expect(await listRefs(machine.mirror, ["refs/workstreams/"])).toBe(`${EPOCH} ${epoch}\n`);
    expect(await other.refs.list(["refs/workstreams/attempts/"])).toBe("");
  });

  test("names are whole: a longer or another one is not listed", async () => {
    const { rig, machine } = await setup();
    const tip = await rig.tip("base");
    await rig.repository.git("update-ref", "refs/heads/mainly", tip);
    await rig.repository.git("update-ref", "refs/heads/x/refs/heads/main", tip);
    expect(await machine.refs.list(["refs/heads/main"])).toBe(`refs/heads/main ${tip}\n`);
  });

  test.each([
    ["one that must not exist", { old: "none" }],
    ["one that was elsewhere", { old: "0123456789012345678901234567890123456789" }],
  ])("nothing moves where an old value does not hold: %s", async (_, { old }) => {
    const { rig, machine } = await setup();
    const [first, second] = [await machine.commit("first"), await machine.commit("second")];
    await machine.refs.update([{ ref: EPOCH, old: "none", new: first }]);
    const updates = [
      { ref: EPOCH, old, new: second },
      { ref: CLAIM, old: "none", new: second },
    ];
    expect(await machine.refs.update(updates)).toBe("stale");
    expect(await machine.refs.list(["refs/workstreams/"])).toBe(`${EPOCH} ${first}\n`);
    expect(await listRefs(machine.mirror, ["refs/workstreams/"])).toBe(`${EPOCH} ${first}\n`);
    expect(await (await createMachine(rig)).refs.list([CLAIM])).toBe("");
  });

  test("an update that only checks is checked", async () => {
    const { rig, machine } = await setup();
    const head = await rig.push("workstreams/ws-a", { "b.txt": "b\n" });
    await machine.refs.fetch(["refs/heads/workstreams/"], []);
    const epoch = await machine.commit("epoch");
    const moved = await rig.push("workstreams/ws-a", { "b.txt": "c\n" });
    const updates = [
      { ref: BRANCH, old: head, new: head },
      { ref: EPOCH, old: "none", new: epoch },
    ];
    expect(await machine.refs.update(updates)).toBe("stale");
    await machine.refs.fetch(["refs/heads/workstreams/"], []);
    const again = [
      { ref: BRANCH, old: moved, new: moved },
      { ref: EPOCH, old: "none", new: epoch },
    ];
    expect(await machine.refs.update(again)).toBe("done");
  });

  test("without an old value a ref is moved from anywhere", async () => {
    const { rig, machine } = await setup();
    await rig.push("workstreams/ws-a", { "b.txt": "b\n" });
    const work = await machine.commit("work");
    expect(await machine.refs.update([{ ref: BRANCH, old: undefined, new: work }])).toBe("done");
    expect(await rig.tip("workstreams/ws-a")).toBe(work);
  });

  test("of eight that claim at once one wins, and the others see it", async () => {
    const rig = await createGithubRig();
    const machines = await Promise.all(Array.from({ length: 8 }, () => createMachine(rig)));
    const claims = await Promise.all(machines.map((machine, index) => machine.commit(`claim ${index}`)));
    const results = await Promise.all(
      machines.map((machine, index) =>
        machine.refs.update([
          { ref: EPOCH, old: "none", new: claims[index] ?? "" },
          { ref: CLAIM, old: "none", new: claims[index] ?? "" },
        ]),
      ),
    );
    expect(results.filter((result) => result === "done")).toHaveLength(1);
    const winner = claims[results.indexOf("done")];
    expect(await rig.repository.git("rev-parse", EPOCH, CLAIM)).toBe(`${winner}\n${winner}`);
  });

  test("commits come by their name: what a force-push left behind, and nothing of what never was", async () => {
    const { rig, machine } = await setup();
    const left = await rig.push("workstreams/ws-a", { "b.txt": "b\n" });
    await rig.move("workstreams/ws-a", await rig.tip("base"));
    await machine.refs.fetch(["refs/heads/workstreams/"], ["1".repeat(40), left, "2".repeat(40)]);
    expect(await machine.mirror.git.read(["cat-file", "-t", left])).toBe("commit\n");
  });

  test("a push that broke after GitHub took it is done, one that broke before is pushed again", async () => {
    const { rig, machine } = await setup();
    const epoch = await machine.commit("epoch");
    const match = { kind: "git", method: "POST", path: /receive-pack/ } as const;
    rig.server.fault({ match, kind: "reset", after: true });
    expect(await machine.refs.update([{ ref: EPOCH, old: "none", new: epoch }])).toBe("done");
    const next = await machine.commit("next");
    rig.server.fault({ match, kind: "status", status: 502 });
    expect(await machine.refs.update([{ ref: EPOCH, old: epoch, new: next }])).toBe("done");
    expect(await rig.repository.git("rev-parse", EPOCH)).toBe(next);
  });

  test("nothing is written, not even the token", async () => {
    const { rig, machine } = await setup();
    const config = await machine.mirror.git.read(["config", "--local", "--list"]);
    expect(config).not.toContain("extraheader");
    expect(rig.server.requests.filter(({ kind, status }) => kind === "git" && status >= 400)).toEqual([]);
  });
});

const READ_ONLY = { contents: "read" } as const;

describe("refusals of git", () => {
  test("a protected branch, a workflow file, a token that may not push or is none: each names what to change", async () => {
    const { rig, machine } = await setup();
    const work = await machine.commit("work");
    rig.repository.protectBranch("main");
    const base = await rig.tip("base");
    await expect(machine.refs.update([{ ref: "refs/heads/main", old: base, new: work }])).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^main is a protected branch: .* Settings > Branches$/),
    });
    const [workflow = ""] = await writeCommits(machine.mirror, [
      { parents: [base], message: "ci", files: [{ path: ".github/workflows/ci.yml", text: "on: push\n" }] },
    ]);
    await expect(machine.refs.update([{ ref: BRANCH, old: "none", new: workflow }])).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^\.github\/workflows\/ci\.yml is a workflow file, .* `workflows: write`/),
    });
    const reader = rig.server.createToken({ login: "github-actions[bot]", kind: "actions", permissions: READ_ONLY });
    const update = [{ ref: BRANCH, old: "none", new: work }];
    await expect((await createMachine(rig, reader)).refs.update(update)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("add `contents: write` to the `permissions:`"),
    });
    await expect(createMachine(rig, "ghs_wrong")).rejects.toMatchObject({
      kind: "refused",
      message: "GitHub does not know the token: give a valid one as `token`",
    });
  });

  test("another repository's name, a missing branch, and nobody at home", async () => {
    const { rig, machine } = await setup();
    await expect(machine.refs.fetch(["refs/heads/trunk"], [])).rejects.toMatchObject({
      kind: "refused",
      message: "GitHub has no branch trunk: push it, or name another base in the configuration",
    });
    const elsewhere = createGithubRefs(machine.mirror, { place: { ...rig.place, repo: "other" }, pace: PACE });
    await expect(elsewhere.list(["refs/heads/"])).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^GitHub knows no such repository/),
    });
    const nobody = createGithubRefs(machine.mirror, {
      place: { ...rig.place, serverUrl: "http://127.0.0.1:1" },
      pace: PACE,
    });
    await expect(nobody.list(["refs/heads/"])).rejects.toMatchObject({
      kind: "retry",
      message: expect.stringMatching(/^GitHub can't be reached by git: /),
    });
  });
});
