/** The engine itself, on small workflows: what the shipped ones rely on works here as on GitHub. */
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { currentAttempt } from "../support/github/actions/model.ts";
import type { Run } from "../support/github/actions/model.ts";
import { listProcesses, until } from "../support/process-table.ts";
import { CALLER_FILES, TOOL_FILES, slowFiles } from "./tiny-workflows.ts";
import { describeWithAct, useEngine } from "./use-engine.ts";

describeWithAct("runs", () => {
  const engine = useEngine();
  const folder = useFolder();

  async function createRepositories(files: Readonly<Record<string, string>>): Promise<void> {
    const tools = await engine.server.createRepository("tools/tiny", {
      private: false,
      files: TOOL_FILES,
    });
    await tools.git("tag", "v1", "main");
    await engine.server.createRepository("ada/app", { files });
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

  function tryKill(run: Run, job: string): boolean {
    try {
      engine.runner.kill(run, job);
      return true;
    } catch {
      return false;
    }
  }
});
