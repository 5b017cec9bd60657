import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { liveness } from "../../src/agents/liveness.ts";
import { createLocalForge } from "../../src/forge/local/local-forge.ts";
import { createOpened, open } from "../support/open-repository.ts";
import { compileScript } from "../support/run-script.ts";
import type { TestRepository } from "../support/repository.ts";
import { describeForge } from "./contract.ts";
import type { ForgeRig } from "./contract.ts";

async function createRig(): Promise<ForgeRig & { readonly user: TestRepository }> {
  const { user } = await createOpened();
  await user.commit("base", { "a.txt": "a\n", "readme.txt": "read me\n" });
  const tip = (branch: string) => user.git("rev-parse", branch === "base" ? "main" : branch);
  return {
    user,
    connect: async () => createLocalForge(await open(user.directory), { base: "main", clock: Date.now, liveness }),
    commitToBase: (files) => user.commit("by a person", files),
    async push(branch, files) {
      const exists = (await user.git("branch", "--list", branch)) !== "";
      await user.git("checkout", "--quiet", ...(exists ? [branch] : ["-b", branch]));
      const sha = await user.commit("work", files);
      await user.git("checkout", "--quiet", "main");
      return sha;
    },
    move: async (branch, to) => void (await user.git("branch", "--force", branch, to)),
    remove: async (branch) => void (await user.git("branch", "-D", branch)),
    async mergeByGit(branch) {
      await user.git("merge", "--quiet", "--no-ff", "--no-edit", branch);
      return tip("base");
    },
    tip,
    readBase: (path) =>
      user.git("show", `main:${path}`).then(
        (text) => `${text}\n`,
        () => undefined,
      ),
    async readCommit(sha) {
      const parents = await user.git("show", "--no-patch", "--format=%P", sha);
      return { parents: parents.split(" "), message: await user.git("show", "--no-patch", "--format=%B", sha) };
    },
    async speak(pull, who, text) {
      const forge = createLocalForge(await open(user.directory), { base: "main", clock: Date.now, liveness });
      // Who may not write to the repository can't say anything here.
      if (who === "mona") await forge.say(pull, who, text);
    },
    async readComments(pull) {
      const text = await user.git("show", `refs/workstreams/forge:pulls/${pull}.json`);
      return Comments.parse(JSON.parse(text)).comments.map((comment) => comment.body);
    },
  };
}

const Comments = z.object({ comments: z.array(z.object({ body: z.string() })) });

describeForge("local forge", createRig);

async function landed() {
  const rig = await createRig();
  const forge = await rig.connect();
  const branch = "workstreams/ws-login";
  const head = await rig.push(branch, { "login.txt": "login\n" });
  const number = await forge.land({ branch, head, title: "Log in", body: "", labels: [], reviewers: [], draft: false });
  return { rig, forge, user: rig.user, branch, head, number };
}

describe("local forge, in the repository itself", () => {
  test("two processes at once lose nothing", async () => {
    const { user, forge, head, number } = await landed();
    const writer = compileScript(join(import.meta.dirname, "local-writer.ts"));
    const [names, count] = [["one", "two"], 8];
    await Promise.all(
      names.map((name) => execa("node", [writer, user.directory, name, `${number}`, head, `${count}`])),
    );
    const expected = names.flatMap((name) => Array.from({ length: count }, (_, index) => `${name}/${index}`));
    expect(new Set((await forge.read()).statuses.get(head)?.keys())).toEqual(new Set(expected));
    const text = await user.git("show", `refs/workstreams/forge:pulls/${number}.json`);
    expect(Comments.parse(JSON.parse(text)).comments).toHaveLength(names.length * count);
  });

  test("what is asked for at once is one commit, and a wrong request among it fails alone", async () => {
    const { user, forge, head, number } = await landed();
    const status = { sha: head, state: "success", description: "" } as const;
    const before = await user.git("rev-parse", "refs/workstreams/forge");
    const results = await Promise.allSettled([
      forge.setStatuses([{ ...status, context: "a" }]),
      forge.close(number + 1),
      forge.setStatuses([{ ...status, context: "b" }]),
      forge.merge(number, head, "merge"),
      forge.comment(number, "marker", "after the merge"),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", ...Array(3).fill("fulfilled")]);
    const log = await user.git("log", "--reverse", "--format=%s", `${before}..refs/workstreams/forge`);
    expect(log.split("\n")).toEqual([`forge: statuses, merge #${number}`, `forge: comment on #${number}`]);
    expect([...((await forge.read()).statuses.get(head)?.keys() ?? [])]).toEqual(["a", "b"]);
  });

  test("the same words again write nothing", async () => {
    const { user, forge, head, number } = await landed();
    const status = { sha: head, context: "workstreams", state: "success", description: "" } as const;
    await forge.setStatuses([status]);
    await forge.comment(number, "m", "text");
    const before = await user.git("rev-parse", "refs/workstreams/forge");
    await forge.setStatuses([status]);
    await forge.setStatuses([]);
    await forge.comment(number, "m", "text");
    expect(await user.git("rev-parse", "refs/workstreams/forge")).toBe(before);
  });

  test("a merge touches no working tree, not even one that is on the base", async () => {
    const { user, forge, head, number } = await landed();
    await user.write({ "a.txt": "edited by a person\n", "draft.txt": "draft\n" });
    const index = await user.git("ls-files", "--stage");
    await forge.merge(number, head, "merge");
    expect(await user.git("ls-files", "--stage")).toBe(index);
    expect(await user.git("ls-files", "--others")).toBe("draft.txt");
    expect(await user.git("diff", "--name-only")).toBe("a.txt");
  });

  test("what git alone merged stays merged once the forge has written anything", async () => {
    const { rig, forge, branch, head, number } = await landed();
    const before = await rig.tip("base");
    const sha = await rig.mergeByGit(branch);
    await forge.setStatuses([{ sha: head, context: "any", state: "success", description: "" }]);
    await rig.user.git("reset", "--quiet", "--hard", before);
    const [pull] = (await (await rig.connect()).read()).pulls;
    expect(pull).toMatchObject({ number, state: "merged", mergedAs: sha });
  });

  test("a branch that comes back after its deletion is the same open pull request", async () => {
    const { rig, forge, branch, head, number } = await landed();
    await rig.remove(branch);
    await rig.user.git("branch", branch, head);
    expect((await forge.read()).pulls).toMatchObject([{ number, state: "open", head }]);
  });

  test.each([
    ["pulls/1.json", "{", "it is no JSON"],
    ["pulls/1.json", "{}", "number: "],
    ["pulls/2.json", undefined, "its number is 1"],
    [`statuses/00/${"0".repeat(40)}.json`, '{"sha":"x","statuses":[]}', "sha: must be the full name of a commit"],
  ])("damage is named, by ref and path: %s %s", async (path, text, what) => {
    const { rig, user } = await landed();
    const content = text ?? (await user.git("show", "refs/workstreams/forge:pulls/1.json"));
    await user.git("checkout", "--quiet", "--detach", "refs/workstreams/forge");
    await user.git("update-ref", "refs/workstreams/forge", await user.commit("damage", { [path]: content }));
    const forge = await rig.connect();
    await expect(forge.read()).rejects.toThrow(`refs/workstreams/forge: ${path} is damaged (${what}`);
    await expect(forge.read()).rejects.toMatchObject({ name: "ForgeError", kind: "refused" });
    await expect(forge.close(1)).rejects.toMatchObject({ kind: "refused" });
  });

  test("files of others behind the ref do no harm and are kept", async () => {
    const { rig, user, forge, number } = await landed();
    await user.git("checkout", "--quiet", "--detach", "refs/workstreams/forge");
    await user.git("update-ref", "refs/workstreams/forge", await user.commit("more", { "notes.txt": "notes" }));
    await user.git("checkout", "--quiet", "main");
    await forge.close(number);
    expect(await user.git("show", "refs/workstreams/forge:notes.txt")).toBe("notes");
    expect((await (await rig.connect()).read()).pulls).toMatchObject([{ state: "closed" }]);
  });

  test("only branches of workstreams land", async () => {
    const { rig, forge } = await landed();
    const head = await rig.push("feature", { "f.txt": "f" });
    const landing = forge.land({
      branch: "feature",
      head,
      title: "",
      body: "",
      labels: [],
      reviewers: [],
      draft: false,
    });
    await expect(landing).rejects.toMatchObject({ kind: "refused" });
  });

  test("without its base branch it says so", async () => {
    const { rig } = await landed();
    const forge = createLocalForge(await open(rig.user.directory), { base: "trunk", clock: Date.now, liveness });
    await expect(forge.read()).rejects.toMatchObject({ kind: "refused" });
  });
});
