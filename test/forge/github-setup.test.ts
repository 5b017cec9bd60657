/** What of a repository's set-up a token sees, and what of it it can't. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { GithubFacts } from "../../src/decide/doctor-github.ts";
import { probeRefs } from "../../src/forge/github/probe.ts";
import { createSetupReader } from "../../src/forge/github/setup.ts";
import { printLoopWorkflow } from "../../src/text/loop-workflow.ts";
import { startGithubWithActions } from "../support/github/actions/start.ts";
import type { Actions } from "../support/github/actions/actions.ts";
import type { GithubRepository } from "../support/github/repository.ts";
import type { GithubServer } from "../support/github/server.ts";
import type { Permissions } from "../support/github/state.ts";
import { PACE } from "./github-rig.ts";

const WORKFLOW = ".github/workflows/loop of workstreams.yml";
const ALL: Permissions = { administration: "read", actions: "read", contents: "write", secrets: "read" };

interface Rig {
  readonly server: GithubServer;
  readonly actions: Actions;
  readonly repository: GithubRepository;
  readonly read: (permissions?: Permissions, base?: string) => Promise<Omit<GithubFacts, "probe">>;
  readonly place: (permissions: Permissions) => Parameters<typeof probeRefs>[1]["place"];
}

async function start(): Promise<Rig> {
  const { server, actions } = await startGithubWithActions();
  onTestFinished(async () => {
    await server.close();
    server.verify();
  });
  const files = {
    ".github/workflows/ci.yml": "on: push\njobs: {}\n",
    ".github/workflows/broken.yml": "on: push\njobs: {}\n",
    [WORKFLOW]: printLoopWorkflow("main"),
    ".github/workflows/notes.txt": "uses: x/.github/workflows/orchestrate.yml\n",
  };
  const repository = await server.createRepository("octo/plan", { files });
  const { apiUrl, graphqlUrl, url: serverUrl } = server;
  const place = (permissions: Permissions) => ({
    apiUrl,
    graphqlUrl,
    serverUrl,
    owner: "octo",
    repo: "plan",
    token: server.createToken({ login: "octo", kind: "user", permissions }),
  });
  return {
    server,
    actions,
    repository,
    place,
    read: (permissions = ALL, base) =>
      createSetupReader({ place: place(permissions), pace: PACE, clock: Date.now, log: () => undefined }).read(base),
  };
}

test("all of it", async () => {
  const { repository, read } = await start();
  for (const index of Array(120).keys()) repository.addSecret(`SECRET_${index}`);
  repository.addSecret("ANTHROPIC_API_KEY", "organization");
  repository.protectBranch("main", { contexts: ["workstreams"] });
  repository.addRule({ branches: "workstreams/*", type: "creation" });
  repository.addRule({ branches: "workstreams/*", type: "creation" });
  repository.setSetting("allowAutoMerge", true);
  const { actions, branches, ...facts } = await read();
  expect(facts).toEqual({ kind: "repository", role: "write", isArchived: false });
  expect(actions).toMatchObject({
    caller: { value: { path: WORKFLOW, state: { value: "active" } } },
    policy: { value: { enabled: true, allowed: "all", patterns: [], pinned: false } },
    mayOpenPulls: { value: true },
  });
  expect(actions.secrets).toMatchObject({ kind: "known", value: expect.objectContaining({ size: 121 }) });
  expect(branches).toEqual({
    base: "main",
    rules: {
      kind: "known",
      value: { required: [{ context: "workstreams", app: undefined }], hasQueue: false, takesMergeCommits: true },
    },
    mergeCommits: { kind: "known", value: true },
    autoMerge: { kind: "known", value: true },
    work: { kind: "known", value: ["creation"] },
  });
});

test("what is switched off", async () => {
  const { actions: runs, repository, read } = await start();
  runs.disable("octo/plan", WORKFLOW);
  repository.setSetting("canCreatePullRequests", false);
  repository.setSetting("allowMergeCommits", false);
  repository.setSetting("actions", "selected");
  repository.setSetting("actionPatterns", ["octo/*"]);
  repository.setSetting("pinActions", true);
  const { actions, branches } = await read();
  expect(actions).toMatchObject({
    caller: { value: { state: { value: "disabled_manually" } } },
    policy: { value: { allowed: "selected", patterns: ["octo/*"], pinned: true } },
    mayOpenPulls: { value: false },
  });
  expect(branches.mergeCommits).toEqual({ kind: "known", value: false });
  repository.setSetting("actions", "off");
  expect((await read()).actions.policy).toMatchObject({ value: { enabled: false } });
});

test("rulesets: a status of one app, a queue, merges without merge commits", async () => {
  const { repository, read } = await start();
  repository.addRule({
    branches: "main",
    type: "required_status_checks",
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: [{ context: "workstreams", integration_id: 15_368 }, { context: "ci" }],
    },
  });
  repository.addRule({ branches: "main", type: "required_linear_history" });
  repository.setSetting("mergeQueue", true);
  expect((await read()).branches.rules).toEqual({
    kind: "known",
    value: {
      required: [
        { context: "workstreams", app: 15_368 },
        { context: "ci", app: undefined },
      ],
      hasQueue: true,
      takesMergeCommits: false,
    },
  });
  expect((await read(ALL, "elsewhere")).branches.rules).toEqual({ kind: "known", value: undefined });
});

test("a private repository without a paid plan has no rulesets", async () => {
  const { repository, read } = await start();
  repository.setSetting("hasRulesets", false);
  expect((await read()).branches).toMatchObject({ rules: { value: { required: [] } }, work: { value: [] } });
});

const WITHOUT: readonly (readonly [keyof typeof ALL, readonly string[]])[] = [
  ["administration", ["policy: administration: read", "mayOpenPulls: administration: read"]],
  ["secrets", ["secrets: secrets: read"]],
  ["actions", ["state: actions: read"]],
  [
    "contents",
    ["caller: contents: read", "rules: contents: read", "mergeCommits: contents: write", "autoMerge: contents: write"],
  ],
];
test.each(WITHOUT)("without `%s` it can't tell some of it, which is no error", async (permission, expected) => {
  const { read } = await start();
  const { [permission]: _, ...others } = ALL;
  const { actions, branches } = await read(others);
  const { caller } = actions;
  const state = caller.kind === "known" ? caller.value?.state : undefined;
  const untold = Object.entries({ ...actions, state, ...branches }).flatMap(([name, value]) =>
    typeof value === "object" && value.kind === "unknown" ? [`${name}: ${value.needs}`] : [],
  );
  expect(untold.toSorted()).toEqual(expected.toSorted());
});

test("a token that sees nothing, and a server that is not there, are told in a sentence", async () => {
  const { place } = await start();
  const options = { pace: PACE, clock: Date.now, log: () => undefined };
  const elsewhere = createSetupReader({ ...options, place: { ...place(ALL), repo: "nothing" } });
  await expect(elsewhere.read(undefined)).rejects.toMatchObject({ name: "ForgeError", kind: "refused" });
  const stranger = createSetupReader({ ...options, place: { ...place(ALL), token: "x" } });
  await expect(stranger.read(undefined)).rejects.toThrow(/does not know the token/);
});

test("a limit that is used up is no lack of a permission", async () => {
  const { server, read } = await start();
  server.fault({ match: { operationId: "actions/list-repo-secrets" }, kind: "rate-limit", seconds: 3600, times: 9 });
  await expect(read()).rejects.toMatchObject({ name: "ForgeError", kind: "wait" });
});

async function probe(permissions: Permissions, { place }: Rig) {
  const folder = await mkdtemp(join(tmpdir(), "workstreams-probe-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return probeRefs(folder, { place: place(permissions), pace: PACE });
}

test("the probe makes, moves and deletes refs, and leaves none", async () => {
  const rig = await start();
  expect(await probe(ALL, rig)).toEqual({ kind: "passed" });
  expect(await rig.repository.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
});

test("a probe that may not write says so", async () => {
  const rig = await start();
  expect(await probe({ contents: "read" }, rig)).toMatchObject({
    kind: "refused",
    step: "create",
    why: expect.stringContaining("`contents: write`"),
  });
});
