/** An agent job that is not ours any more: it stores what it likes, says what it likes, and so does the verify job. */
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { attemptRef, branchName } from "../../src/state/names.ts";
import { useFolder } from "../support/folder.ts";
import type { Leg } from "../support/github-story/loop.ts";
import type { Story } from "../support/github-story/story.ts";
import type { TestRepository } from "../support/repository.ts";
import { commandsIn } from "../support/runner-commands.ts";
import { idOf } from "./rig.ts";
import { cloneOf, deliver, pretend, startLegs } from "./tampered-rig.ts";
import { TAMPERED, honest } from "./tampered-rows.ts";
import type { Forge } from "./tampered-rows.ts";

const folder = useFolder();

async function forgeFor(story: Story, user: TestRepository, { id }: Leg): Promise<Forge> {
  const claim = await story.repository.git("rev-parse", attemptRef(id, 1, "claim"));
  return { user, claim, own: id };
}

const PASSED = { verdict: "passed", detail: "", output: "" };
/** What our own steps may tell the runner; `add-mask` is of the token. */
const OURS = new Set(["error", "warning", "notice", "debug", "add-mask"]);

function isInjected({ name, data }: ReturnType<typeof commandsIn>[number]): boolean {
  return !OURS.has(name) || /^(?:true|injected)/.test(data);
}

describe("a tampered agent job", { timeout: 900_000 }, () => {
  test("delivers nothing that is not well formed and within the contract, whatever a tampered verify job says", async () => {
    const { story, legs } = await startLegs(folder.path, TAMPERED.length);
    const user = await cloneOf(story);
    const found: Record<string, string> = {};
    for (const [index, row] of TAMPERED.entries()) {
      const leg = legs[index];
      if (leg === undefined) throw new Error(`${row.name} has no leg`);
      deliver(story, leg, await row.make(await forgeFor(story, user, leg)));
      const verified = await story.loop.job(leg, "verify");
      leg.call.results.set("verify", { result: "success", outputs: PASSED });
      const published = await story.loop.job(leg, "publish");
      const [end] = await story.ends(leg.id);
      const { code, detail = "" } = end?.failure ?? {};
      const isRefused = published.result === "failure" && code === row.code && row.words.test(detail);
      found[row.name] = isRefused ? "refused" : `${published.result}, ${end?.outcome} ${code}: ${detail}`;
      expect([row.name, verified.outputs["verdict"]]).toEqual([row.name, row.isTested ? "passed" : "refused"]);
      expect(commandsIn(verified.said + published.said).filter(isInjected)).toEqual([]);
    }
    expect(found).toEqual(Object.fromEntries(TAMPERED.map(({ name }) => [name, "refused"])));
    const tested = readdirSync(folder.path).filter((name) => name.startsWith("tested-"));
    expect(tested).toEqual(TAMPERED.flatMap(({ isTested }, index) => (isTested ? [`tested-${idOf(index)}`] : [])));
    expect([...story.repository.branches().keys()]).toEqual(["main", branchName("ws-first")]);
    expect(await story.repository.git("fsck", "--strict", "--no-dangling")).toBe("");
  });

  test("an archive writes nowhere else, and what it holds besides is not read", async () => {
    const { story, legs } = await startLegs(folder.path, 1);
    const [leg] = legs;
    if (leg === undefined) throw new Error("no leg");
    const absolute = folder.file("evil-absolute");
    const names = ["../evil", "../../../../../../evil", absolute, "..\\..\\evil", "a/../../../evil", ".git/hooks/evil"];
    const slips = names.map((name) => ({ name, content: "evil" }));
    const { head, archive } = await honest(await forgeFor(story, await cloneOf(story), leg), slips);
    deliver(story, leg, { head, archive });
    expect((await story.loop.job(leg, "verify")).result).toBe("success");
    expect((await story.loop.job(leg, "publish")).result).toBe("success");
    expect(story.repository.branches().get(branchName(leg.id))).toBe(head);
    expect(existsSync(absolute) || existsSync("/evil")).toBe(false);
    const left = readdirSync(folder.path, { recursive: true }).map((path) => basename(String(path)));
    expect(left.filter((name) => name.includes("evil"))).toEqual([]);
  });

  test("an artifact of another digest is refused", async () => {
    const { story, legs } = await startLegs(folder.path, 1);
    const [leg] = legs;
    if (leg === undefined) throw new Error("no leg");
    const made = await honest(await forgeFor(story, await cloneOf(story), leg));
    deliver(story, leg, made, { "artifact-digest": "0".repeat(64) });
    pretend(story, leg, "verify", PASSED);
    expect((await story.loop.job(leg, "publish")).result).toBe("failure");
    const [end] = await story.ends(leg.id);
    expect(end?.failure?.detail).toContain("is not what the agent job stored: refused");
  });

  test("says what it likes: that is data, one line, and no command", async () => {
    const lies = [
      { failure: "no-such-code", detail: "::error::injected", started: "::add-mask::true", head: "; rm -rf /" },
      { failure: "agent-exit", detail: "x\n::add-mask::true\n##[add-mask]true\r::error::injected", head: "" },
      { failure: "acceptance", detail: "##[set-output name=head]injected", "artifact-id": "" },
    ];
    const { story, legs } = await startLegs(folder.path, lies.length);
    const user = await cloneOf(story);
    for (const [index, leg] of legs.entries()) {
      const made = await honest(await forgeFor(story, user, leg));
      deliver(story, leg, made, lies[index]);
      pretend(story, leg, "verify", { verdict: "::add-mask::true", detail: "##[add-mask]true", output: "\u001B[31m" });
      const published = await story.loop.job(leg, "publish");
      expect(published.result).toBe("failure");
      expect(commandsIn(published.said).filter(isInjected)).toEqual([]);
      const [end] = await story.ends(leg.id);
      expect(["", "said"]).toContain(end?.output);
    }
    await story.settle();
    const { plan } = await story.tick();
    expect(plan?.result).toBe("success");
    expect(commandsIn(plan?.said ?? "").filter(isInjected)).toEqual([]);
    expect([...story.repository.branches().keys()]).toEqual(["main", branchName("ws-first")]);
  });
});
