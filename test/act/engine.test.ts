/** The engine itself, on small workflows: what the shipped ones rely on works here as on GitHub. */
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { currentAttempt } from "../support/github/actions/model.ts";
import type { Run } from "../support/github/actions/model.ts";
import type { GithubRepository } from "../support/github/repository.ts";
import { listProcesses, until } from "../support/process-table.ts";
import { CALLER_FILES, TOOL_FILES, pushWorkflow, slowFiles } from "./tiny-workflows.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

describeWithAct("runs", () => {
  const engine = useEngine();
  const folder = useFolder();
  let app: GithubRepository;

  async function createRepositories(files: Readonly<Record<string, string>>): Promise<void> {
    const tools = await engine.server.createRepository("tools/tiny", {
      private: false,
      files: TOOL_FILES,
    });
    await tools.git("tag", "v1", "main");
    app = await engine.server.createRepository("ada/app", { files });
  }

  async function dispatch(path: string, inputs: Readonly<Record<string, string>> = {}): Promise<Run> {
    const run = await engine.actions.dispatch("ada/app", "ada", { workflow: path, ref: "main", inputs });
    await engine.actions.idle();
    return run;
  }

  const jobs = (run: Run) =>
    currentAttempt(run)
      .jobs.map(({ name, conclusion, status }) => `${name}: ${conclusion ?? status}`)
      .toSorted();

  test("a matrix calls a workflow of three jobs per leg; a leg that fails hinders no other", async () => {
    await createRepositories(CALLER_FILES);
    const run = await dispatch("caller.yml", { legs: '[{"id":"ws-a"},{"id":"ws-b"}]' });
    expect(jobs(run)).toEqual([
      "loop / Plan: success",
      "loop / ws-a / Agent: success",
      "loop / ws-a / Publish: success",
      "loop / ws-a / Verify: success",
      "loop / ws-b / Agent: failure",
      "loop / ws-b / Publish: success",
      "loop / ws-b / Verify: skipped",
    ]);
    expect(run.conclusion).toBe("failure");
    const log = await engine.runner.readLog(run);
    expect(log).toContain("published ws-b after failure and skipped, saying");
  });

  test("what one job uploads another one fetches, by id and digest", async () => {
    await createRepositories(CALLER_FILES);
    const run = await dispatch("caller.yml", { legs: '[{"id":"ws-a"}]' });
    expect(await engine.runner.readLog(run)).toContain("saying false ws-a");
    expect(currentAttempt(run).artifacts.map(({ name }) => name)).toEqual(["patch of ws-a"]);
    expect(run.conclusion).toBe("success");
  });

  test("an empty matrix is skipped", async () => {
    await createRepositories(CALLER_FILES);
    const run = await dispatch("caller.yml");
    expect(jobs(run)).toEqual(["loop / Plan: success", "loop / leg: skipped"]);
    expect(run.conclusion).toBe("success");
  });

  test("legs that wait for a place are listed; a job that is killed fails alone", async () => {
    const released = folder.file("released");
    await createRepositories(slowFiles(released));
    const run = await engine.actions.dispatch("ada/app", "ada", { workflow: "slow.yml", ref: "main", inputs: {} });
    await until("four legs run", () => jobs(run).filter((job) => job.endsWith("in_progress")).length === 4);
    expect(jobs(run)).toContain("ws-5 / Wait: queued");
    const [first = ""] = jobs(run).map((job) => job.replace(/:.*/, ""));
    await until("its step runs", () => tryKill(run, first));
    writeFileSync(released, "");
    await engine.actions.idle();
    expect(jobs(run)).toEqual([
      "ws-1 / Wait: failure",
      ...["ws-2", "ws-3", "ws-4", "ws-5"].map((id) => `${id} / Wait: success`),
    ]);
  });

  test("a cancelled run leaves nothing running", async () => {
    await createRepositories(slowFiles(folder.file("never")));
    const run = await engine.actions.dispatch("ada/app", "ada", { workflow: "slow.yml", ref: "main", inputs: {} });
    await until("a leg runs", () => jobs(run).some((job) => job.endsWith("in_progress")));
    engine.actions.cancel(run);
    await engine.actions.idle();
    expect(run.conclusion).toBe("cancelled");
    expect(new Set(jobs(run).map((job) => job.replace(/.*: /, "")))).toEqual(new Set(["cancelled"]));
    expect(listProcesses().filter(({ command }) => command.includes("tools-tiny@v1"))).toEqual([]);
  });

  test("a push starts a run; its token may do what its jobs' permissions say, and no more", async () => {
    engine.secrets.set("KEY", "sesame-42");
    await createRepositories({ ".github/workflows/push.yml": pushWorkflow("contents: read") });
    await pushAndWait();
    const [denied] = engine.actions.runs.all;
    expect(denied?.conclusion).toBe("failure");
    expect(await readLog(denied)).toContain("the key is ***");
    expect(await readLog(denied)).toContain("403");
    await pushAndWait({ ".github/workflows/push.yml": pushWorkflow("contents: write") });
    const { server } = engine;
    const pushes = server.requests.filter(({ path, status }) => path.endsWith("/git-receive-pack") && status === 200);
    expect(pushes).toHaveLength(1);
    // What the default token pushed started nothing.
    expect(engine.actions.runs.all.map(({ conclusion }) => conclusion)).toEqual(["failure", "success"]);
  });

  test("a called workflow that wants more than its caller may does not start", async () => {
    const caller = CALLER_FILES[".github/workflows/caller.yml"].replace("contents: write", "contents: read");
    await createRepositories({ ".github/workflows/caller.yml": caller });
    const run = await dispatch("caller.yml");
    expect(run.conclusion).toBe("startup_failure");
    expect(jobs(run)).toEqual([]);
    const reason = "The workflow is requesting 'contents: write', but is only allowed 'contents: read'.";
    expect(await readLog(run)).toBe(`loop, job leg: ${reason}`);
  });

  async function pushAndWait(files: Readonly<Record<string, string>> = { "a.txt": "a" }): Promise<void> {
    await app.commit("main", files);
    await engine.actions.idle();
  }

  const readLog = async (run: Run | undefined) => (run === undefined ? "" : engine.runner.readLog(run));

  function tryKill(run: Run, job: string): boolean {
    try {
      engine.runner.kill(run, job);
      return true;
    } catch {
      return false;
    }
  }
});
