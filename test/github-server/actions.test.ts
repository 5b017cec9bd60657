/** Runs as REST tells them: what starts them, what is listed, what is refused. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { startGithubWithActions } from "../support/github/actions/start.ts";
import type { GithubWithActions } from "../support/github/actions/start.ts";

const WORKFLOW = `
name: Loop
on:
  push: { branches: [main] }
  pull_request:
  workflow_dispatch:
    inputs:
      ids: { type: string }
      dry: { type: boolean, default: false }
      mode: { type: choice, options: [fast, slow], default: fast }
      who: { type: string, required: true }
jobs: { tick: { runs-on: ubuntu-latest } }
`;
const OTHER = "on: issue_comment\njobs: {}\n";

let github: GithubWithActions;
beforeEach(async () => {
  github = await startGithubWithActions({ clock: () => Date.UTC(2026, 10, 24) });
});
afterEach(() => github.server.close());

async function createApp() {
  const files = { ".github/workflows/loop.yml": WORKFLOW, ".github/workflows/other.yml": OTHER };
  return github.server.createRepository("ada/app", { files });
}

const Answer = z.object({ status: z.number(), body: z.record(z.string(), z.unknown()).optional() });

async function ask(
  method: string,
  path: string,
  body?: unknown,
  permissions: Readonly<Record<string, "read" | "write">> = { actions: "write" },
): Promise<z.infer<typeof Answer>> {
  const { server } = github;
  const token = server.createToken({
    login: "github-actions[bot]",
    kind: "actions",
    permissions,
    repository: "ada/app",
  });
  const response = await fetch(`${server.apiUrl}/repos/ada/app/actions/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return Answer.parse({ status: response.status, body: text === "" ? undefined : JSON.parse(text) });
}

const dispatch = (inputs: object, ref = "main", workflow = "loop.yml") =>
  ask("POST", `workflows/${workflow}/dispatches`, { ref, inputs });

async function listRuns(query = ""): Promise<unknown> {
  const { body } = await ask("GET", `runs${query}`);
  return z
    .array(z.object({ event: z.string(), status: z.string(), conclusion: z.string().nullable() }))
    .parse(body?.["workflow_runs"])
    .map((run) => `${run.event}: ${run.conclusion ?? run.status}`);
}

describe("workflow dispatches", () => {
  test("start a run, and say which where that is asked", async () => {
    await createApp();
    expect(await dispatch({ who: "ada", ids: "ws-a" })).toEqual({ status: 204 });
    const { status, body } = await ask("POST", "workflows/loop.yml/dispatches", {
      ref: "refs/heads/main",
      inputs: { who: "ada" },
      return_run_details: true,
    });
    const run = github.actions.runs.all[1];
    expect(status).toBe(200);
    expect(body?.["workflow_run_id"]).toBe(run?.id);
    expect(run?.payload["inputs"]).toEqual({ dry: "false", mode: "fast", who: "ada" });
    github.server.verify();
  });

  test.each([
    ["an unknown workflow", 404, "Not Found", () => dispatch({}, "main", "nothing.yml")],
    ["an unknown ref", 422, "No ref found for: dev", () => dispatch({ who: "ada" }, "dev")],
    [
      "no such trigger",
      422,
      "Workflow does not have 'workflow_dispatch' trigger",
      () => dispatch({}, "main", "other.yml"),
    ],
    ["an unknown input", 422, 'Unexpected inputs provided: ["whom"]', () => dispatch({ who: "ada", whom: "eve" })],
    ["a missing input", 422, "Required input 'who' not provided", () => dispatch({})],
    [
      "a value that is none of the choices",
      422,
      "Provided value 'medium' for input 'mode' not in the list of allowed values",
      () => dispatch({ who: "ada", mode: "medium" }),
    ],
    [
      "a token that may only read",
      403,
      "Resource not accessible by integration",
      () => ask("POST", "workflows/loop.yml/dispatches", { ref: "main" }, { actions: "read" }),
    ],
  ])("%s is refused with %i %s", async (_, status, message, attempt) => {
    await createApp();
    const answer = await attempt();
    expect(answer.status).toBe(status);
    expect(answer.body?.["message"]).toBe(message);
    expect(github.actions.runs.all).toEqual([]);
  });
});

test("a person's push starts a run at its commit; the default token's does not, and its pull request waits", async () => {
  const app = await createApp();
  const sha = await app.commit("main", { "a.txt": "a" });
  await app.commit("workstreams/ws-a", { "b.txt": "b" });
  await github.actions.idle();
  expect(await listRuns()).toEqual(["push: queued"]);
  expect(github.actions.runs.all[0]).toMatchObject({ sha, ref: "refs/heads/main", actor: "ada" });

  const { server } = github;
  const permissions = { contents: "write", "pull-requests": "write" } as const;
  const token = server.createToken({ login: "github-actions[bot]", kind: "actions", permissions });
  await fetch(`${server.apiUrl}/repos/ada/app/pulls`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ title: "b", head: "workstreams/ws-a", base: "main" }),
  });
  await github.actions.idle();
  expect(await listRuns()).toEqual(["pull_request: action_required", "push: queued"]);
  server.verify();
});

test("a run, its jobs and its attempts are told as they are moved", async () => {
  await createApp();
  await dispatch({ who: "ada" });
  const { runs } = github.actions;
  const [run] = runs.all;
  if (run === undefined) throw new Error("no run");
  const [agent, verify] = [runs.addJob(run, "loop / ws-a / Agent"), runs.addJob(run, "loop / ws-b / Agent")];
  runs.startJob(run, agent);
  expect(await listRuns("?status=in_progress")).toEqual(["workflow_dispatch: in_progress"]);
  runs.finishJob(run, agent, "success");
  runs.startJob(run, verify);
  runs.finish(run, "cancelled");
  github.actions.rerun(run);
  runs.addJob(run, "loop / ws-a / Agent");

  expect(await jobsOf(`runs/${run.id}/attempts/1/jobs`)).toEqual([
    "loop / ws-a / Agent: success",
    "loop / ws-b / Agent: cancelled",
  ]);
  expect(await jobsOf(`runs/${run.id}/jobs`)).toEqual(["loop / ws-a / Agent: queued"]);
  expect(await jobsOf(`runs/${run.id}/jobs?filter=all`)).toHaveLength(3);
  const { body } = await ask("GET", `runs/${run.id}`);
  expect(body).toMatchObject({
    run_attempt: 2,
    status: "queued",
    conclusion: null,
    path: ".github/workflows/loop.yml",
  });
  expect((await ask("POST", `runs/${run.id}/cancel`)).status).toBe(202);
  expect((await ask("POST", `runs/${run.id}/cancel`)).status).toBe(409);
  expect((await ask("GET", "workflows/loop.yml")).body).toMatchObject({ name: "Loop", state: "active" });
  github.server.verify();
});

async function jobsOf(path: string): Promise<readonly string[]> {
  const { body } = await ask("GET", path);
  return z
    .array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() }))
    .parse(body?.["jobs"])
    .map((job) => `${job.name}: ${job.conclusion ?? job.status}`);
}
