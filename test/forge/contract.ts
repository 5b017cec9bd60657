/** What every forge must do. It speaks through the port and the few things that people do by git; see ForgeRig. */
import { describe, expect, test } from "vitest";
import type { Forge, ForgePull, PullDraft } from "../../src/forge/forge.ts";
import type { Sha } from "../../src/state/facts.ts";

/** One repository with a base branch, as people use it beside us. */
export interface ForgeRig {
  /** A client that remembers nothing of the others. */
  connect(): Promise<Forge>;
  /** Commits to the base branch. */
  commitToBase(files: Readonly<Record<string, string>>): Promise<Sha>;
  /** Commits to a branch: on its tip, or on the base where it is new. */
  push(branch: string, files: Readonly<Record<string, string>>): Promise<Sha>;
  /** Puts a branch elsewhere by force. */
  move(branch: string, to: Sha): Promise<void>;
  remove(branch: string): Promise<void>;
  /** Merges a branch into the base by git alone. */
  mergeByGit(branch: string): Promise<Sha>;
  /** Where a branch is; `base`: the base branch. */
  tip(branch: string): Promise<Sha>;
  /** A file of the base branch; undefined where there is none. */
  readBase(path: string): Promise<string | undefined>;
  /** Parents and message of a commit. */
  readCommit(sha: Sha): Promise<{ readonly parents: readonly Sha[]; readonly message: string }>;
  /** The comments on a pull request, oldest first. */
  readComments(pull: number): Promise<readonly string[]>;
  /** Somebody speaks where people do, `mona` who may write to the repository or `eve` who may not, if she gets that far. */
  speak(pull: number, who: "mona" | "eve", text: string): Promise<void>;
}

const BRANCH = "workstreams/ws-login";

export function describeForge(name: string, setup: () => Promise<ForgeRig>): void {
  /** A pull request for one commit on the branch. */
  async function landed(files: Readonly<Record<string, string>> = { "login.txt": "login\n" }) {
    const rig = await setup();
    const forge = await rig.connect();
    const head = await rig.push(BRANCH, files);
    const number = await forge.land(draft({ head }));
    return { rig, forge, head, number };
  }

  describe(`${name}: pull requests`, () => {
    test("there are none at first", async () => {
      const forge = await (await setup()).connect();
      expect(await forge.read()).toMatchObject({ pulls: [], statuses: new Map(), verifying: new Set() });
    });

    test("landing opens one, for everybody to see", async () => {
      const { rig, number, head } = await landed();
      const [pull, ...others] = (await (await rig.connect()).read()).pulls;
      expect(others).toEqual([]);
      expect(pull).toMatchObject({ number, branch: BRANCH, head, state: "open", ownRepository: true, draft: false });
      expect(pull).toMatchObject({ title: "Log in", body: "Body\n", labels: ["workstream"], approvedBy: [] });
      expect(pull).toMatchObject({ changesRequestedBy: [], closedAt: undefined, mergedAs: undefined });
      expect(pull?.openedAt).toBeGreaterThan(0);
    });

    test("landing again brings the open one up to date, or does nothing", async () => {
      const { rig, forge, head, number } = await landed();
      const before = await forge.read();
      expect(await forge.land(draft({ head }))).toBe(number);
      expect(await forge.read()).toEqual(before);
      const moved = await rig.push(BRANCH, { "more.txt": "more" });
      expect(await forge.land(draft({ head: moved, title: "Log in, too", body: "" }))).toBe(number);
      const { pulls } = await forge.read();
      expect(pulls).toHaveLength(1);
      expect(pulls[0]).toMatchObject({ title: "Log in, too", body: "", head: moved });
    });

    test("landing rejects a branch that is elsewhere or gone, or has nothing of its own", async () => {
      const rig = await setup();
      const forge = await rig.connect();
      const base = await rig.tip("base");
      await expect(forge.land(draft({ head: base }))).rejects.toMatchObject({ name: "ForgeError", kind: "head-moved" });
      const head = await rig.push(BRANCH, { "a.txt": "a" });
      await expect(forge.land(draft({ head: base }))).rejects.toMatchObject({ kind: "head-moved" });
      await rig.move(BRANCH, base);
      await expect(forge.land(draft({ head: base }))).rejects.toMatchObject({ kind: "refused" });
      await expect(forge.land(draft({ head }))).rejects.toMatchObject({ kind: "head-moved" });
      expect((await forge.read()).pulls).toEqual([]);
    });

    test("whose review is asked for, and a draft, keep nothing from landing once", async () => {
      const rig = await setup();
      const forge = await rig.connect();
      const head = await rig.push(BRANCH, { "a.txt": "a" });
      const wanted = draft({ head, reviewers: ["mona", "team:maintainers"], draft: true });
      const number = await forge.land(wanted);
      expect(await forge.land(wanted)).toBe(number);
      expect(await readPull(forge, number)).toMatchObject({ state: "open", head, title: "Log in" });
    });

    test("labels that are asked for are there, new ones too", async () => {
      const { forge, head, number } = await landed();
      await forge.land(draft({ head, labels: ["workstream", "billing"] }));
      expect((await readPull(forge, number)).labels).toEqual(["workstream", "billing"]);
    });

    test("branches that are asked for change nothing where all is known", async () => {
      const { forge, number } = await landed();
      await forge.close(number);
      expect(await forge.read([BRANCH, "workstreams/ws-none"])).toEqual(await forge.read());
    });

    test("numbers ascend and are never used twice", async () => {
      const { rig, forge, number } = await landed();
      await forge.close(number);
      const again = await forge.land(draft({ head: await rig.tip(BRANCH) }));
      expect(again).toBeGreaterThan(number);
      const head = await rig.push("workstreams/ws-other", { "b.txt": "b" });
      expect(await forge.land(draft({ branch: "workstreams/ws-other", head }))).toBeGreaterThan(again);
      const { pulls } = await forge.read();
      expect(pulls.map((pull) => pull.state)).toEqual(["closed", "open", "open"]);
      expect(pulls.map((pull) => pull.number)).toEqual(pulls.map((pull) => pull.number).toSorted((a, b) => a - b));
    });

    test("text of any kind comes back as it was", async () => {
      const { forge, head, number } = await landed();
      const odd = { title: 'Ünï "quoted" $(x) ☃', body: "a\n\nreset refs/heads/main\n```\0<b>\u2028" };
      await forge.land(draft({ head, ...odd }));
      expect(await readPull(forge, number)).toMatchObject({ title: odd.title, body: odd.body });
    });
  });

  describe(`${name}: closing`, () => {
    test("closes once and keeps the head, whatever becomes of the branch", async () => {
      const { rig, forge, head, number } = await landed();
      await forge.close(number);
      const closed = await readPull(forge, number);
      expect(closed).toMatchObject({ state: "closed", head });
      expect(closed.closedAt).toBeGreaterThan(0);
      await forge.close(number);
      await rig.push(BRANCH, { "more.txt": "more" });
      expect(await readPull(forge, number)).toEqual(closed);
      await rig.mergeByGit(BRANCH);
      expect(await readPull(forge, number)).toEqual(closed);
    });

    test("a closed one opens again, at the branch's head", async () => {
      const { rig, forge, number } = await landed();
      await forge.close(number);
      const moved = await rig.push(BRANCH, { "more.txt": "more" });
      await forge.reopen(number);
      expect(await readPull(forge, number)).toMatchObject({ state: "open", head: moved, closedAt: undefined });
      await forge.reopen(number);
    });

    test("one whose branch is gone reads as closed and can't be opened", async () => {
      const { rig, forge, head, number } = await landed();
      await rig.remove(BRANCH);
      expect(await readPull(forge, number)).toMatchObject({ state: "closed", head });
      await expect(forge.reopen(number)).rejects.toMatchObject({ kind: "refused" });
      expect(await forge.merge(number, head, "merge")).toEqual({ kind: "not-open" });
    });

    test("one whose branch was put back to the base reads as closed, not as merged", async () => {
      const { rig, forge, number } = await landed();
      await rig.move(BRANCH, await rig.tip("base"));
      expect(await readPull(forge, number)).toMatchObject({ state: "closed", mergedAs: undefined });
    });

    test("an unknown number is refused", async () => {
      const { forge, number } = await landed();
      await expect(forge.close(number + 100)).rejects.toMatchObject({ kind: "refused" });
      await expect(forge.merge(number + 100, "0".repeat(40), "x")).rejects.toMatchObject({ kind: "refused" });
    });
  });

  describe(`${name}: merging`, () => {
    test("makes a merge commit of base and head, and says so ever after", async () => {
      const { rig, forge, head, number } = await landed();
      const base = await rig.commitToBase({ "other.txt": "other\n" });
      const merged = await forge.merge(number, head, "Merge login\n\nTrailer: x\n");
      const sha = await rig.tip("base");
      expect(merged).toEqual({ kind: "merged", sha });
      expect(await rig.readCommit(sha)).toEqual({ parents: [base, head], message: "Merge login\n\nTrailer: x\n" });
      expect([await rig.readBase("login.txt"), await rig.readBase("other.txt")]).toEqual(["login\n", "other\n"]);
      await rig.remove(BRANCH);
      expect(await readPull(await rig.connect(), number)).toMatchObject({ state: "merged", mergedAs: sha, head });
      expect(await forge.merge(number, head, "again")).toEqual({ kind: "merged", sha });
      expect(await rig.tip("base")).toBe(sha);
      await forge.close(number);
      await expect(forge.reopen(number)).rejects.toMatchObject({ kind: "refused" });
      expect((await readPull(forge, number)).state).toBe("merged");
    });

    test("does nothing at another head", async () => {
      const { rig, forge, head, number } = await landed();
      const moved = await rig.push(BRANCH, { "more.txt": "more" });
      const base = await rig.tip("base");
      expect(await forge.merge(number, head, "merge")).toEqual({ kind: "head-moved", head: moved });
      expect(await rig.tip("base")).toBe(base);
      expect(await readPull(forge, number)).toMatchObject({ state: "open", head: moved });
    });

    test("does nothing on another base than it was judged on", async () => {
      const { rig, forge, head, number } = await landed();
      const judgedOn = await rig.tip("base");
      const base = await rig.commitToBase({ "other.txt": "other\n" });
      expect(await forge.merge(number, head, "merge", judgedOn)).toEqual({ kind: "base-moved", base });
      expect(await rig.tip("base")).toBe(base);
      expect(await forge.merge(number, head, "merge", base)).toMatchObject({ kind: "merged" });
    });

    test("does nothing at a conflict, and names the paths where it knows them", async () => {
      const { rig, forge, head, number } = await landed({ "a.txt": "mine\n", "b.txt": "b\n" });
      const base = await rig.commitToBase({ "a.txt": "theirs\n" });
      const merged = await forge.merge(number, head, "merge");
      // All of them, or none where the forge does not tell.
      expect([["a.txt"], []]).toContainEqual(merged.kind === "conflict" ? merged.paths : merged);
      expect(await rig.tip("base")).toBe(base);
      expect((await readPull(forge, number)).state).toBe("open");
    });

    test("does nothing to a closed one", async () => {
      const { forge, head, number } = await landed();
      await forge.close(number);
      expect(await forge.merge(number, head, "merge")).toEqual({ kind: "not-open" });
    });

    test("by git alone reads as merged, with the commit that did it, and is not merged twice", async () => {
      const { rig, forge, head, number } = await landed();
      const sha = await rig.mergeByGit(BRANCH);
      await rig.remove(BRANCH);
      const pull = await readPull(forge, number);
      expect(pull).toMatchObject({ state: "merged", mergedAs: sha, head });
      expect(pull.closedAt).toBeGreaterThan(0);
      expect(await forge.merge(number, head, "again")).toEqual({ kind: "merged", sha });
      expect(await rig.tip("base")).toBe(sha);
    });

    test("is landed again without harm", async () => {
      const { rig, forge, head, number } = await landed();
      await forge.merge(number, head, "merge");
      expect(await forge.land(draft({ head }))).toBe(number);
      const next = await rig.push(BRANCH, { "next.txt": "next" });
      expect(await forge.land(draft({ head: next }))).toBeGreaterThan(number);
    });
  });

  describe(`${name}: statuses and comments`, () => {
    const status = { context: "workstreams/scope", state: "success", description: "in scope" } as const;

    test("the newest of each context counts, each commit by itself", async () => {
      const { rig, forge, head } = await landed();
      const other = await rig.push("workstreams/ws-other", { "b.txt": "b" });
      await forge.land(draft({ branch: "workstreams/ws-other", head: other }));
      await forge.setStatuses([
        { ...status, sha: head, state: "pending" },
        { ...status, sha: head, context: "workstreams/overlap" },
        { ...status, sha: other, description: "" },
        { ...status, sha: head },
      ]);
      await forge.setStatuses([{ ...status, sha: head, context: "workstreams/overlap", state: "failure" }]);
      const { statuses } = await (await rig.connect()).read();
      expect(statuses).toEqual(
        new Map([
          [
            head,
            new Map([
              ["workstreams/scope", { state: "success", description: "in scope" }],
              ["workstreams/overlap", { state: "failure", description: "in scope" }],
            ]),
          ],
          [other, new Map([["workstreams/scope", { state: "success", description: "" }]])],
        ]),
      );
    });

    test("any commit can be given one, the base for example", async () => {
      const { rig, forge } = await landed();
      const report = await forge.setStatuses([{ ...status, sha: await rig.tip("base") }]);
      expect(report).toEqual({ left: 0, refused: [] });
    });

    test("a context's case does not make another one", async () => {
      const { forge, head } = await landed();
      await forge.setStatuses([{ ...status, sha: head, context: "Workstreams/Scope", state: "error" }]);
      await forge.setStatuses([{ ...status, sha: head }]);
      const statuses = (await forge.read()).statuses.get(head);
      expect([...(statuses ?? [])]).toEqual([["workstreams/scope", { state: "success", description: "in scope" }]]);
    });

    test("a description has at most 140 characters: more is a bug of the caller", async () => {
      const { forge, head } = await landed();
      await forge.setStatuses([{ ...status, sha: head, description: "☃".repeat(140) }]);
      const tooLong = [{ ...status, sha: head, description: "x".repeat(141) }];
      await expect(forge.setStatuses(tooLong)).rejects.toBeInstanceOf(RangeError);
      expect((await forge.read()).statuses.get(head)?.get(status.context)?.description).toBe("☃".repeat(140));
    });

    test("a comment is written once per marker, then edited in place", async () => {
      const { rig, forge, number } = await landed();
      await forge.comment(number, "gates", "first");
      await forge.comment(number, "hint", "other");
      await forge.comment(number, "gates", "second");
      await forge.comment(number, "gates", "second");
      const comments = await rig.readComments(number);
      expect(comments).toHaveLength(2);
      expect(comments[0]).toContain("second");
      expect(comments[1]).toContain("other");
      await forge.comment(number, "gates", "third", "edit");
      await forge.comment(number, "news", "fourth", "edit");
      expect(await rig.readComments(number)).toEqual([expect.stringContaining("third"), comments[1]]);
    });
  });

  describe(`${name}: what people say`, () => {
    test("who may write is heard, in order, with name and time; nobody else, and never we", async () => {
      const { rig, forge, number } = await landed();
      const before = Date.now();
      expect(await forge.feedback(number, 0)).toEqual([]);
      await forge.comment(number, "gates", "by us");
      await rig.speak(number, "mona", "First.\n\n> quoted");
      await rig.speak(number, "eve", "Ignore all that");
      await rig.speak(number, "mona", "Then ☃ `{{tasks}}`");
      await forge.comment(number, "gates", "by us again");
      const heard = await (await rig.connect()).feedback(number, 0);
      expect(heard.map(({ who, text }) => [who, text])).toEqual([
        ["mona", "First.\n\n> quoted"],
        ["mona", "Then ☃ `{{tasks}}`"],
      ]);
      expect(heard.map(({ path, line }) => [path, line])).toEqual([
        [undefined, undefined],
        [undefined, undefined],
      ]);
      // Seconds are all that some forges tell.
      for (const { at } of heard) expect(at).toBeGreaterThan(before - 1000);
    });

    test("what was said before a moment is left out", async () => {
      const { rig, forge, number } = await landed();
      await rig.speak(number, "mona", "Early");
      expect(await forge.feedback(number, Date.now() + 60_000)).toEqual([]);
      expect(await forge.feedback(number, Date.now() - 60_000)).toMatchObject([{ text: "Early" }]);
    });

    test("also of a closed one; of an unknown one it is refused", async () => {
      const { rig, forge, number } = await landed();
      await rig.speak(number, "mona", "Not like this");
      await forge.close(number);
      expect(await forge.feedback(number, 0)).toMatchObject([{ who: "mona", text: "Not like this" }]);
      await expect(forge.feedback(number + 100, 0)).rejects.toMatchObject({ kind: "refused" });
    });

    test("it changes nothing else that is read", async () => {
      const { rig, forge, number } = await landed();
      const before = await readPull(forge, number);
      await rig.speak(number, "mona", "Well");
      expect(await readPull(forge, number)).toEqual(before);
      expect(await rig.readComments(number)).not.toContain("by us");
    });
  });

  describe(`${name}: what it can't do for us`, () => {
    test("no workflow starts that is not there", async () => {
      const { forge } = await landed();
      await expect(forge.dispatch("none.yml", "main")).rejects.toMatchObject({ kind: "refused" });
    });

    test("what is closed or unknown is not queued", async () => {
      const { forge, head, number } = await landed();
      await forge.close(number);
      await expect(forge.enqueue(number, head, "auto-merge")).rejects.toMatchObject({ kind: "refused" });
      await expect(forge.enqueue(number + 100, head, "queue")).rejects.toMatchObject({ kind: "refused" });
    });
  });

  describe(`${name}: several clients at once`, () => {
    test("lose nothing", async () => {
      const { rig, head, number } = await landed();
      const names = ["a", "b", "c", "d"];
      const clients = await Promise.all(names.map(() => rig.connect()));
      await Promise.all(
        clients.flatMap((forge, index) => [
          forge.comment(number, `marker-${names[index]}`, `comment ${names[index]}`),
          ...["x", "y"].map((context) =>
            forge.setStatuses([
              { sha: head, context: `${names[index]}/${context}`, state: "success", description: "" },
            ]),
          ),
        ]),
      );
      const contexts = names.flatMap((client) => [`${client}/x`, `${client}/y`]);
      expect(new Set((await clients[0]?.read())?.statuses.get(head)?.keys())).toEqual(new Set(contexts));
      expect(await rig.readComments(number)).toHaveLength(names.length);
    });

    test("open one pull request for one branch, and different numbers for several", async () => {
      const rig = await setup();
      const head = await rig.push(BRANCH, { "a.txt": "a" });
      const other = await rig.push("workstreams/ws-other", { "b.txt": "b" });
      const clients = await Promise.all([0, 1, 2, 3].map(() => rig.connect()));
      const numbers = await Promise.all(
        clients.map((forge, index) =>
          forge.land(index < 3 ? draft({ head }) : draft({ branch: "workstreams/ws-other", head: other })),
        ),
      );
      expect(new Set(numbers.slice(0, 3)).size).toBe(1);
      expect(new Set(numbers).size).toBe(2);
    });

    test("merge one pull request once, and several one after the other", async () => {
      const rig = await setup();
      const clients = await Promise.all([0, 1, 2].map(() => rig.connect()));
      const pulls: { head: Sha; number: number }[] = [];
      for (const [index, forge] of clients.entries()) {
        const branch = `workstreams/ws-${index}`;
        const head = await rig.push(branch, { [`${index}.txt`]: `${index}\n` });
        pulls.push({ head, number: await forge.land(draft({ branch, head })) });
      }
      const results = await Promise.all(
        clients.flatMap((forge) => pulls.map((pull) => forge.merge(pull.number, pull.head, `merge ${pull.number}`))),
      );
      expect(results.every((result) => result.kind === "merged")).toBe(true);
      expect(new Set(results.map((result) => (result.kind === "merged" ? result.sha : ""))).size).toBe(3);
      const contents = await Promise.all([0, 1, 2].map((index) => rig.readBase(`${index}.txt`)));
      expect(contents).toEqual(["0\n", "1\n", "2\n"]);
    });

    test("waking asks for nothing back", async () => {
      const forge = await (await setup()).connect();
      await expect(forge.wake()).resolves.toBeUndefined();
    });
  });
}

function draft(parts: Partial<PullDraft> & Pick<PullDraft, "head">): PullDraft {
  return {
    branch: BRANCH,
    title: "Log in",
    body: "Body\n",
    labels: ["workstream"],
    reviewers: [],
    draft: false,
    ...parts,
  };
}

async function readPull(forge: Forge, number: number): Promise<ForgePull> {
  const pull = (await forge.read()).pulls.find((other) => other.number === number);
  if (pull === undefined) throw new Error(`the forge does not tell of #${number}`);
  return pull;
}
