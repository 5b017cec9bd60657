/** `kill -9` of a run at any moment: the next plain run reaches the same end, and nothing is done twice. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { stateFolder } from "../support/cli.ts";
import { readAttempts, readMerges, readTree } from "../support/history.ts";
import { createProject, discard, story, survivors } from "../support/project.ts";
import type { Project } from "../support/project.ts";
import { isRunning, listProcesses, until } from "../support/process-table.ts";
import type { ScriptedAgent } from "../support/scripted-agent.ts";

const KILLS = 20;
/** `run --json` writes 81 lines for the plan below; kills are spread over these, so that each hits a run at work. */
const EVENTS = 70;

/** A diamond, and two that share a folder: six workstreams. */
async function preparePlan(project: Project): Promise<ScriptedAgent> {
  await project.plan({
    "ws-base": { files_scope: ["base/"] },
    "ws-left": { depends_on: ["ws-base"] },
    "ws-right": { depends_on: ["ws-base"] },
    "ws-top": { depends_on: ["ws-left", "ws-right"], files_scope: ["base/", "top/"] },
    "ws-share-1": { files_scope: ["shared/"] },
    "ws-share-2": { files_scope: ["shared/"] },
  });
  return project.agents({}, "work 15; deliver");
}

const IDS = ["ws-base", "ws-left", "ws-right", "ws-share-1", "ws-share-2", "ws-top"];

/** Runs until `lines` events are out and `delay` ms have passed, then kills; true where it was still running. */
async function killedRun(project: Project, lines: number, delay: number): Promise<boolean> {
  const run = project.startRun("--agents", "3", "--json");
  let over = false;
  void run.finished.then(() => (over = true));
  await run.shows((stdout) => stdout.split("\n").length > lines).catch(() => undefined);
  await sleep(delay);
  const wasRunning = !over;
  await run.end("SIGKILL");
  return wasRunning;
}

async function expectSameEnd(project: Project, agent: ScriptedAgent, expectedTree: string): Promise<void> {
  const merges = await readMerges(project);
  expect(merges.map(({ id }) => id).toSorted()).toEqual(IDS);
  expect(await readTree(project)).toBe(expectedTree);
  await expectNothingTwice(project, agent);
  expect(await leftovers(project)).toEqual([]);
}

async function expectNothingTwice(project: Project, agent: ScriptedAgent): Promise<void> {
  const starts = agent.invocations().map(({ id, attempt }) => `${id}/${attempt}`);
  expect(starts.toSorted()).toEqual([...new Set(starts)].toSorted());
  const attempts = await readAttempts(project);
  for (const { id } of attempts.filter(({ outcome }) => outcome === undefined)) throw new Error(`${id} has no end`);
  const delivered = attempts.filter(({ outcome }) => outcome === "delivered").map(({ id }) => id);
  expect(delivered.toSorted()).toEqual(IDS);
  // A killed run is no fault of the work: it uses up no attempt.
  expect(attempts.filter(({ counted, outcome }) => counted !== (outcome === "delivered"))).toEqual([]);
}

/** Worktrees, locks and attempt folders that nobody needs any more. */
async function leftovers(project: Project): Promise<readonly string[]> {
  const locks = await readdir(join(project.directory, ".git"), { recursive: true });
  const worktrees = (await project.git("worktree", "list", "--porcelain")).match(/^worktree .*$/gm) ?? [];
  return [...locks.filter((path) => path.endsWith(".lock")), ...worktrees.slice(1), ...attemptFolders(project)];
}

/** What is left below the folders in which attempts work and heads are verified. */
function attemptFolders(project: Project): readonly string[] {
  const own = readdirSync(stateFolder()).filter((name) => name.startsWith(`${project.directory.split("/").at(-1)}-`));
  const roots = own.flatMap((name) => ["attempts", "verify"].map((part) => join(stateFolder(), name, part)));
  return roots
    .filter((path) => existsSync(path))
    .flatMap((root) => readdirSync(root).flatMap((id) => readdirSync(join(root, id)).map((each) => `${id}/${each}`)));
}

/** What the agents of a killed run had finished is in the repository, whatever became of the run. */
async function expectWorkKept(project: Project, agent: ScriptedAgent): Promise<void> {
  const refs = await project.git("for-each-ref", "--format=%(refname:lstrip=3) %(tree)", "refs/workstreams/attempts");
  const trees = new Map(
    refs
      .split("\n")
      .map((line) => line.split(" "))
      .map(([ref = "", tree]) => [ref, tree]),
  );
  for (const { id, attempt, ended } of agent.invocations()) {
    if (!ended) continue;
    const work = trees.get(`${id}/${attempt}/work`);
    expect([id, attempt, work]).toEqual([id, attempt, expect.any(String)]);
    expect(work).not.toBe(trees.get(`${id}/${attempt}/claim`));
  }
}

/** The tree that a run which nobody disturbs ends with. */
async function undisturbedTree(): Promise<string> {
  const project = await createProject();
  try {
    await preparePlan(project);
    expect(await project.run("--agents", "3")).toMatchObject({ code: 0 });
    return await readTree(project);
  } finally {
    await discard(project);
  }
}

let endTree: Promise<string> | undefined;

describe("a run that is killed", () => {
  // Seeded: the same moments every time, some of them between two events.
  const moments = Array.from({ length: KILLS }, (_, index) => ({
    lines: Math.round((index * EVENTS) / KILLS),
    delay: (index * 37) % 60,
  }));

  story.concurrent.for(moments)(
    "after $lines events and $delay ms is continued by the next",
    async (moment, { project }) => {
      const expected = await (endTree ??= undisturbedTree());
      const agent = await preparePlan(project);
      expect(await killedRun(project, moment.lines, moment.delay)).toBe(true);
      const pids = agent.invocations().map(({ pid }) => pid);
      expect(await survivors(project.outside, 2000)).toEqual([]);
      expect(pids.filter(isRunning)).toEqual([]);
      const { code, stderr } = await project.run("--agents", "3");
      expect([stderr, code]).toEqual([expect.stringContaining("done (6 completed)"), 0]);
      await expectSameEnd(project, agent, expected);
      await expectWorkKept(project, agent);
    },
  );
});

story.concurrent("twenty kills of one plan, one after the other", async ({ project }) => {
  const expected = await (endTree ??= undisturbedTree());
  const agent = await preparePlan(project);
  for (let kill = 0; kill < KILLS; kill++) await killedRun(project, 1 + (kill % 9), (kill * 29) % 150);
  const { code, stderr } = await project.run("--agents", "3");
  expect([stderr, code]).toEqual([expect.stringContaining("done (6 completed)"), 0]);
  await expectSameEnd(project, agent, expected);
  await expectWorkKept(project, agent);
});

story.concurrent("a kill while a pushed head is verified leaves no verdict and nothing behind", async ({ project }) => {
  const wait = `while [ ! -e ${project.outside}/go ]; do sleep 0.02; done`;
  await project.plan({ "ws-a": { acceptance_tests: [`if [ -e ws-a/slow ]; then ${wait}; fi`] } });
  const agent = project.agents({ "ws-a": "deliver; write ws-a/slow" });
  agent.release("go");
  await project.run("--merge", "manual", "--until-idle");
  rmSync(join(project.outside, "go"));
  const tree = await project.git("rev-parse", "workstreams/ws-a^{tree}");
  const head = await project.git("commit-tree", tree, "-p", "workstreams/ws-a", "-m", "By a person");
  await project.git("update-ref", "refs/heads/workstreams/ws-a", head);

  const run = project.startRun();
  await until("the test runs", () => listProcesses().some(({ command }) => command.includes(wait)));
  await run.end("SIGKILL");
  expect(await survivors(project.outside, 2000)).toEqual([]);
  expect(await project.git("for-each-ref", "refs/workstreams/verdicts")).toBe("");

  agent.release("go");
  expect(await project.run("--until-idle")).toMatchObject({ code: 0 });
  expect(await project.git("for-each-ref", "--format=%(subject)", "refs/workstreams/verdicts")).toContain("passed");
  expect(await leftovers(project)).toEqual([]);
  expect(agent.invocations()).toHaveLength(1);
});
