/** The artifact service, used by GitHub's own client. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DefaultArtifactClient } from "@actions/artifact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { startGithubWithActions } from "../support/github/actions/start.ts";
import type { GithubWithActions } from "../support/github/actions/start.ts";
import { currentAttempt } from "../support/github/actions/model.ts";
import type { Run } from "../support/github/actions/model.ts";
import { useFolder } from "../support/folder.ts";

const folder = useFolder();
const client = new DefaultArtifactClient();
let github: GithubWithActions;

beforeEach(async () => {
  github = await startGithubWithActions();
  const workflow = "on: workflow_dispatch\njobs: {}\n";
  await github.server.createRepository("ada/app", { files: { ".github/workflows/w.yml": workflow } });
  vi.stubEnv("GITHUB_SERVER_URL", "http://github.localhost");
  vi.stubEnv("GITHUB_WORKSPACE", folder.path);
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await github.server.close();
});

/** A run, as whose job this process speaks from now on. */
async function enterRun(): Promise<Run> {
  const run = await github.actions.dispatch("ada/app", "ada", { workflow: "w.yml", ref: "main", inputs: {} });
  vi.stubEnv("ACTIONS_RESULTS_URL", github.server.url);
  vi.stubEnv("ACTIONS_RUNTIME_TOKEN", github.actions.runtimeToken(run));
  return run;
}

async function upload(name: string, text: string) {
  const file = folder.file("patch.diff");
  writeFileSync(file, text);
  return client.uploadArtifact(name, [file], dirname(file));
}

test("an artifact comes back by its id, with the digest that its upload told", async () => {
  const run = await enterRun();
  const { id = 0, digest = "" } = await upload("patch", "a change");
  await upload("other", "another change");
  const options = { path: folder.file("got"), expectedHash: `sha256:${digest}` };
  const { digestMismatch } = await client.downloadArtifact(id, options);
  expect(digestMismatch).toBe(false);
  expect(readFileSync(folder.file("got/patch.diff"), "utf8")).toBe("a change");
  expect((await client.getArtifact("patch")).artifact).toMatchObject({ id, name: "patch", digest: `sha256:${digest}` });
  const [first] = currentAttempt(run).artifacts;
  const content = first?.finished?.content ?? Buffer.alloc(0);
  expect(createHash("sha256").update(content).digest("hex")).toBe(digest);
  github.server.verify();
});

test("REST lists a run's artifacts with id, size and digest", async () => {
  const run = await enterRun();
  const { id, digest, size } = await upload("patch", "a change");
  const { server } = github;
  const token = server.createToken({ login: "ada", kind: "user", permissions: { actions: "read" } });
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${server.apiUrl}/repos/ada/app/actions/runs/${run.id}/artifacts`, { headers });
  const { artifacts } = z.object({ artifacts: z.array(z.unknown()) }).parse(await response.json());
  expect(artifacts).toMatchObject([{ id, name: "patch", digest: `sha256:${digest}`, size_in_bytes: size }]);
  server.verify();
});

test("a name is taken once per run, and another run sees nothing of it", async () => {
  await enterRun();
  const { id = 0 } = await upload("patch", "a change");
  await expect(upload("patch", "another")).rejects.toThrow("an artifact with this name already exists");
  await enterRun();
  expect((await client.listArtifacts()).artifacts).toEqual([]);
  await expect(client.downloadArtifact(id)).rejects.toThrow("No artifacts found for ID");
});

test("a deleted artifact is gone, and its name is free", async () => {
  await enterRun();
  const { id } = await upload("patch", "a change");
  expect(await client.deleteArtifact("patch")).toEqual({ id });
  expect((await client.listArtifacts()).artifacts).toEqual([]);
  await upload("patch", "another");
});

test("without a token of the run there is no service, and without a signature no content", async () => {
  const run = await enterRun();
  const { id } = await upload("patch", "a change");
  const { url } = github.server;
  const path = "/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts";
  const { backendId } = currentAttempt(run);
  const body = JSON.stringify({ workflow_run_backend_id: backendId, workflow_job_run_backend_id: backendId });
  expect((await fetch(`${url}${path}`, { method: "POST", body })).status).toBe(401);
  expect((await fetch(`${url}/blobs/download/${id}?sig=wrong`)).status).toBe(403);
});
