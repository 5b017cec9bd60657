/** What keeps a step from working is one clear error, soon, and nothing was written. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { WRITES, startRig } from "./rig.ts";
import type { Rig, Step } from "./rig.ts";

const folder = useFolder();

const ATTEMPT = { id: "ws-a", attempt: "1", claim: "c".repeat(40) };
/** What each command is given where nothing is wrong. */
const INPUTS = {
  record: { ids: "ws-a" },
  plan: {},
  checkout: ATTEMPT,
  agent: ATTEMPT,
  verify: { ...ATTEMPT, head: "d".repeat(40) },
  publish: { ...ATTEMPT, "agent-result": "failure" },
} as const;
type Command = keyof typeof INPUTS;
const COMMANDS: readonly Command[] = ["record", "plan", "checkout", "agent", "verify", "publish"];
/** Those that ask GitHub's API before they do anything. */
const LOOKING: readonly Command[] = ["record", "plan"];
interface Failure {
  readonly command?: Command;
  readonly inputs?: Step["inputs"];
  readonly environment?: Step["environment"];
  readonly token?: string;
}

/** The one error of a step that fails; checks what holds for all of them. */
async function errorOf(rig: Rig, { command = "plan", inputs, environment = {}, token }: Failure): Promise<string> {
  const run = await rig.dispatch();
  const { errors, ...done } = await rig.step(run, {
    inputs: { command, ...INPUTS[command], ...inputs },
    token: token ?? rig.token(WRITES),
    environment,
  });
  expect(done).toMatchObject({ code: 1, warnings: [], outputs: {}, summary: "" });
  expect(done.said).not.toMatch(/^ +at /m);
  expect(errors).toHaveLength(1);
  return errors[0] ?? "";
}

/** What some commands say where all of them fail for one reason, and nothing was written. */
async function errorsOf(rig: Rig, failure: Failure, commands = COMMANDS): Promise<ReadonlySet<string>> {
  const before = await rig.written();
  const errors = await Promise.all(commands.map((command) => errorOf(rig, { ...failure, command })));
  expect(await rig.written()).toEqual(before);
  return new Set(errors);
}

const start = () => startRig({ outside: folder.path, plan: { "ws-a": {} } });

describe("before GitHub is asked anything", () => {
  test("no token", async () => {
    const rig = await start();
    const said =
      "the input `token` is wrong: it takes a token, usually the default one: leave it out, or give `permissions` to the job";
    expect(await errorsOf(rig, { token: "" })).toEqual(new Set([said]));
    expect(rig.server.requests).toEqual([]);
  });

  test("wrong inputs, each named", async () => {
    const rig = await start();
    const cases: readonly [Failure, string][] = [
      [
        { inputs: { workflow: "../x.yml" } },
        'the input `workflow` "../x.yml" is wrong: it takes the file name of a workflow, such as workstreams.yml',
      ],
      [{ inputs: { "dry-run": "maybe" } }, 'the input `dry-run` "maybe" is wrong: it takes true or false'],
      [{ inputs: { "token-kind": "mine" } }, 'the input `token-kind` "mine" is wrong: it takes default or app'],
      [
        { command: "agent", inputs: { id: "Search" } },
        'the input `id` "Search" is wrong: it takes the id of a workstream',
      ],
      [{ command: "agent", inputs: { attempt: "0" } }, 'the input `attempt` "0" is wrong: it takes a number from 1'],
      [
        { command: "agent", inputs: { claim: "main" } },
        'the input `claim` "main" is wrong: it takes the full name of a commit',
      ],
      [{ command: "verify", inputs: { head: "" } }, 'the input `head` "" is wrong: it takes the full name of a commit'],
      [
        { command: "publish", inputs: { "agent-result": "fine" } },
        'the input `agent-result` "fine" is wrong: it takes success, failure, cancelled or skipped',
      ],
    ];
    for (const [failure, said] of cases) expect(await errorOf(rig, failure)).toBe(said);
    expect(rig.server.requests).toEqual([]);
  });

  test("outside of a workflow", async () => {
    const rig = await start();
    const cases = [
      ["GITHUB_REPOSITORY", undefined, "GITHUB_REPOSITORY is not set"],
      ["GITHUB_REPOSITORY", "app", 'GITHUB_REPOSITORY is "app"'],
      ["GITHUB_RUN_ID", undefined, "GITHUB_RUN_ID is not set"],
      ["GITHUB_RUN_ID", "one", 'GITHUB_RUN_ID is "one"'],
      ["GITHUB_RUN_ATTEMPT", undefined, "GITHUB_RUN_ATTEMPT is not set"],
    ] as const;
    for (const [name, value, said] of cases) {
      const error = await errorOf(rig, { environment: { [name]: value } });
      expect(error).toBe(`${said}: this command runs as a step of a GitHub Actions workflow`);
    }
    expect(rig.server.requests).toEqual([]);
  });

  test("an event that can't be read", async () => {
    const rig = await start();
    const [none, broken] = [folder.file("none.json"), folder.file("event.json")];
    writeFileSync(broken, "{ not JSON");
    for (const path of [none, broken]) {
      const error = await errorOf(rig, { environment: { GITHUB_EVENT_PATH: path } });
      expect(error).toContain(`the event file that GITHUB_EVENT_PATH names (${path}) can't be read: `);
    }
    expect(rig.server.requests).toEqual([]);
  });

  test("an address that is none", async () => {
    const rig = await start();
    const error = await errorOf(rig, { environment: { GITHUB_API_URL: "nowhere" } });
    expect(error).toBe('GITHUB_API_URL is "nowhere", which is no URL');
  });
});

describe("what GitHub answers", () => {
  test("a token that it does not know", async () => {
    const rig = await start();
    const said = "GitHub does not know the token: give a valid one as `token`";
    expect(await errorsOf(rig, { token: "ghs_nobody" })).toEqual(new Set([said]));
  });

  test("a repository that is not there", async () => {
    const rig = await start();
    const said = "GitHub knows no such repository, or the token may not see it: check its name and the token";
    expect(await errorsOf(rig, { environment: { GITHUB_REPOSITORY: "ada/none" } })).toEqual(new Set([said]));
  });

  test("a claim that is not there", async () => {
    const rig = await start();
    const said = `there is no claim ${ATTEMPT.claim} of ws-a: nothing to do`;
    expect(await errorsOf(rig, {}, ["checkout", "agent", "verify"])).toEqual(new Set([said]));
    expect(await errorOf(rig, { command: "publish" })).toBe(said);
  });

  test("a workstream that is not there is not recorded, nor what was asked for beside it", async () => {
    const rig = await start();
    const said = 'there is no workstream "ws-b": did you mean ws-a?';
    expect(await errorsOf(rig, { inputs: { ids: "ws-a ws-b" } }, ["record"])).toEqual(new Set([said]));
  });
});

describe("a GitHub that is down", () => {
  test("nobody answers at its address", async () => {
    const rig = await start();
    const url = await closedAddress();
    const environment = { GITHUB_SERVER_URL: url, ...apiAt(url) };
    for (const error of await errorsOf(rig, { environment })) {
      expect(error).toMatch(/^GitHub can't be reached by git: .*Couldn't connect to server$/);
    }
  });

  test("nobody answers at the address of its API", async () => {
    const rig = await start();
    const url = await closedAddress();
    for (const error of await errorsOf(rig, { environment: apiAt(url) }, LOOKING)) {
      expect(error).toMatch(new RegExp(`^GitHub can't be reached at ${url}: `));
    }
  });

  test("its API has a fault of its own", async () => {
    const rig = await start();
    for (const kind of ["rest", "graphql"] as const) {
      rig.server.fault({ match: { kind }, times: 1000, kind: "status", status: 500 });
    }
    const said = "GitHub has a fault of its own (500): try again";
    expect(await errorsOf(rig, {}, LOOKING)).toEqual(new Set([said]));
  });

  test("its git has a fault of its own", async () => {
    const rig = await start();
    rig.server.fault({ match: { kind: "git" }, times: 1000, kind: "status", status: 500 });
    for (const error of await errorsOf(rig, {})) {
      expect(error).toMatch(/^GitHub can't be reached by git: .* error: 500$/);
    }
  });

  test("a fault that passes is no failure", async () => {
    const rig = await start();
    rig.server.fault({ match: { kind: "git" }, kind: "status", status: 502 });
    rig.server.fault({ match: { kind: "graphql" }, kind: "status", status: 502 });
    const { code, errors, outputs } = await rig.step(await rig.dispatch(), {
      inputs: { command: "plan" },
      token: rig.token(WRITES),
    });
    expect([code, errors, outputs["any"]]).toEqual([0, [], "true"]);
  });
});

function apiAt(url: string): Record<string, string> {
  return { GITHUB_API_URL: `${url}/api/v3`, GITHUB_GRAPHQL_URL: `${url}/api/graphql` };
}

/** Of a port on which nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
