/** What an agent or a test could try with the token of its job, if it got hold of it: GitHub refuses every write. */
import { Octokit } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import { clone } from "../github-server/rig.ts";
import { useFolder } from "../support/folder.ts";
import { WORKSTREAM, jobIn } from "../workflows/workflow-files.ts";
import { startRig } from "./rig.ts";
import type { Rig } from "./rig.ts";

const folder = useFolder();

/** By what is tried; on the repository's only pull request and its head. */
const WRITES: Readonly<Record<string, (octokit: Octokit, on: Target) => Promise<unknown>>> = {
  "a ref": ({ rest }, { at, sha }) => rest.git.createRef({ ...at, ref: "refs/heads/other", sha }),
  "a moved ref": ({ rest }, { at, sha }) => rest.git.updateRef({ ...at, ref: "heads/main", sha, force: true }),
  "a deleted ref": ({ rest }, { at, branch }) => rest.git.deleteRef({ ...at, ref: `heads/${branch}` }),
  "refs by GraphQL": (octokit, { id, sha, before }) =>
    octokit.graphql(UPDATE_REFS, { id, name: "refs/heads/main", from: before, to: sha }),
  "the required status": ({ rest }, { at, sha }) =>
    rest.repos.createCommitStatus({ ...at, sha, state: "success", context: "workstreams" }),
  "a pull request": ({ rest }, { at, branch }) =>
    rest.pulls.create({ ...at, title: "mine", head: branch, base: "main" }),
  "a pull request's text": ({ rest }, { at, pull }) => rest.pulls.update({ ...at, pull_number: pull, title: "mine" }),
  "a closed pull request": ({ rest }, { at, pull }) => rest.pulls.update({ ...at, pull_number: pull, state: "closed" }),
  "a merge": ({ rest }, { at, pull, sha }) => rest.pulls.merge({ ...at, pull_number: pull, sha }),
  "a label": ({ rest }, { at, pull }) => rest.issues.addLabels({ ...at, issue_number: pull, labels: ["workstream"] }),
  "a comment": ({ rest }, { at, pull }) => rest.issues.createComment({ ...at, issue_number: pull, body: "hello" }),
  "a dispatch": ({ rest }, { at }) =>
    rest.actions.createWorkflowDispatch({ ...at, workflow_id: "workstreams.yml", ref: "main" }),
};

const UPDATE_REFS = `mutation Move($id: ID!, $name: GitRefname!, $from: GitObjectID!, $to: GitObjectID!) {
  updateRefs(input: { repositoryId: $id, refUpdates: [{ name: $name, beforeOid: $from, afterOid: $to, force: true }] }) {
    clientMutationId
  }
}`;

interface Target {
  readonly at: { readonly owner: string; readonly repo: string };
  /** The repository's node id. */
  readonly id: string;
  readonly pull: number;
  readonly branch: string;
  /** The pull request's head, and that of the base. */
  readonly sha: string;
  readonly before: string;
}

/** A pull request of a person: there is something to change. */
async function start(): Promise<{ readonly rig: Rig; readonly target: Target }> {
  const rig = await startRig({ outside: folder.path });
  const { repository } = rig;
  const sha = await repository.commit("topic", { "topic.txt": "topic\n" });
  const pull = await repository.openPull({ head: "topic" });
  const at = { owner: "ada", repo: "app" };
  const { data } = await connect(rig, rig.token({ metadata: "read" })).rest.repos.get(at);
  const before = await repository.git("rev-parse", "refs/heads/main");
  return { rig, target: { at, id: data.node_id, pull, branch: "topic", sha, before } };
}

function connect(rig: Rig, token: string): Octokit {
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  return new Octokit({ auth: token, baseUrl: rig.server.apiUrl, log });
}

function ignore(): void {
  return undefined;
}

describe.each(["agent", "verify"])("with the token of a job %s", (id) => {
  const { permissions } = jobIn(WORKSTREAM, id);

  test("nothing can be written through the API", async () => {
    const { rig, target } = await start();
    const octokit = connect(rig, rig.token(permissions));
    const before = await rig.written();
    for (const [what, write] of Object.entries(WRITES)) {
      const error = await write(octokit, target).then(
        () => `${what} was written`,
        (refusal: unknown) => String(refusal),
      );
      expect([what, error]).toEqual([what, expect.stringMatching(/Resource not accessible by integration/)]);
    }
    expect(await rig.written()).toEqual(before);
  });

  test("nothing can be pushed, and all of it can be read", async () => {
    const { rig } = await start();
    const before = await rig.written();
    const machine = await clone(rig, rig.token(permissions));
    await machine.git("commit", "--quiet", "--allow-empty", "--message", "mine");
    for (const ref of ["refs/heads/main", "refs/heads/other", "refs/workstreams/epoch"]) {
      await expect(machine.git("push", "origin", `HEAD:${ref}`)).rejects.toThrow(
        /Write access to repository not granted|403/,
      );
    }
    expect(await rig.written()).toEqual(before);
  });
});
