/** The commands that only show something. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { readRefs } from "../support/history.ts";
import { story } from "../support/project.ts";

describe.concurrent("what is shown", () => {
  story("logs: the newest attempt, or the one asked for", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents({ "ws-a": 'echo "this is attempt $WORKSTREAM_ATTEMPT"; fails_until 2; deliver' });
    await project.run();
    expect(await project.cli("logs", "ws-a")).toMatchObject({ code: 0, stdout: "this is attempt 2\n" });
    const first = await project.cli("logs", "ws-a", "--attempt", "1");
    expect(first).toMatchObject({ code: 0, stdout: "this is attempt 1\nthe model is overloaded\n" });
    const third = await project.cli("logs", "ws-a", "--attempt", "3");
    expect(third).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("1, 2") });
  });

  story("logs: what is no log any more is none", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    await project.run();
    const { stderr } = await project.cli("logs", "ws-a");
    const file = /^ws-a attempt 1: (.+)$/m.exec(stderr)?.[1] ?? "";
    execFileSync("/bin/sh", ["-ec", 'rm "$1"; mkfifo "$1"', "sh", file]);
    expect(await project.cli("logs", "ws-a")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`left no log on this machine (${file})`),
    });
  });

  story("explain: the chain down to its root", async ({ project }) => {
    await project.plan({
      "ws-a": { circuit_breaker: { max_attempts: 1 } },
      "ws-b": { depends_on: ["ws-a"] },
      "ws-c": { depends_on: ["ws-b"] },
    });
    project.agents({ "ws-a": "fails_until 9" });
    await project.run();
    const { code, stdout } = await project.cli("explain", "ws-c");
    expect(code).toBe(0);
    for (const part of ["ws-c", "ws-b", "ws-a", "exit code 3"]) expect(stdout).toContain(part);
    const data = await project.cli("explain", "ws-c", "--json");
    expect(JSON.parse(data.stdout)).toMatchObject({ id: "ws-c", state: "blocked" });
    const nearest = await project.cli("explain", "ws-cc");
    expect(nearest).toMatchObject({ code: 1, stderr: expect.stringContaining("did you mean ws-") });
  });

  story("explain and start: one that is written, but not committed yet", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    await writeFile(
      join(project.directory, "workstreams/ws-aa.json"),
      JSON.stringify({ id: "ws-aa", files_scope: ["aa/"] }),
    );
    for (const command of ["explain", "start"]) {
      expect(await project.cli(command, "ws-aa")).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          "ws-aa is in workstreams/ws-aa.json of the folder, but not on main, which is what runs: commit it there",
        ),
      });
    }
    expect((await project.cli("explain", "ws-ab")).stderr).toContain("there is no workstream");
  });

  story("explain: how long it will take, learnt from what the others took", async ({ project }) => {
    await project.plan({ "ws-a": { estimated_hours: 2 }, "ws-b": {}, "ws-c": {}, "ws-next": {} });
    project.agents({ "ws-next": "fails_until 9" });
    await project.run();
    expect((await project.cli("explain", "ws-a")).stdout).toMatch(/^estimated 2 h, took \d/m);
    expect((await project.cli("explain", "ws-b")).stdout).toMatch(/^estimated 2 h by its number of tasks, took \d/m);
    const next = await project.cli("explain", "ws-next", "--json");
    expect(JSON.parse(next.stdout)).toMatchObject({
      time: { estimatedHours: 2, source: "tasks", learntFrom: { count: 3 }, tookHours: null },
    });
    const report = JSON.parse((await project.cli("report", "--json")).stdout);
    expect(report).toMatchObject({ estimates: { accuracy: [{ by: "all", attempts: 3 }, { by: "tool" }] } });
  });

  story("graph: as Mermaid and as data", async ({ project }) => {
    await project.plan({ "ws-a": {}, "ws-b": { depends_on: ["ws-a"] } });
    const picture = await project.cli("graph");
    expect(picture).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^(graph|flowchart) /) });
    const data = await project.cli("graph", "--format", "json");
    expect(JSON.stringify(JSON.parse(data.stdout))).toContain("ws-b");
    expect((await project.cli("graph", "--json")).stdout).toBe(data.stdout);
  });

  story("status: a table, and again whenever something changed", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const refs = await readRefs(project);
    const watch = project.start("status", "--watch");
    await watch.shows("1 ready");
    expect(await readRefs(project)).toBe(refs);
    project.agents();
    await project.run();
    await watch.shows("1 completed");
    expect(await watch.end("SIGINT")).toMatchObject({ code: 0, stderr: "" });
  });

  story("report: two files, whose paths are printed, and nothing else is written", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    project.agents();
    await project.run();
    const refs = await readRefs(project);
    const { code, stdout } = await project.cli("report");
    const paths = ["workstreams.md", "workstreams.html"].map((name) => join(project.directory, "reports", name));
    expect([code, stdout]).toEqual([0, `${paths.join("\n")}\n`]);
    for (const path of paths) expect(await readFile(path, "utf8")).toContain("ws-a");
    const elsewhere = join(project.outside, "report");
    expect(await project.cli("report", "--output", elsewhere)).toMatchObject({ code: 0 });
    expect(existsSync(join(elsewhere, "workstreams.html"))).toBe(true);
    expect(await readRefs(project)).toBe(refs);
  });

  story("demo: from nothing to merged, with the report's path at the end", async ({ project }) => {
    const { code, stdout, stderr } = await project.cli("demo");
    expect([stderr, code]).toEqual([expect.stringMatching(/done \((\d+) completed\)/), 0]);
    expect(stderr).toContain("retrying");
    expect(stdout).toMatch(/^\/.*\/reports\/workstreams\.html\n$/);
    expect(await readFile(stdout.trimEnd(), "utf8")).toContain("<svg");
  });
});
