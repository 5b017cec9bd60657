/** Which jobs run, when: the conditions of the workflow files, evaluated by GitHub's rules. */
import { describe, expect, test } from "vitest";
import { SECRETS, secretsOf } from "../../src/plan/secrets.ts";
import { holds, resolve, toText } from "./evaluate.ts";
import type { Scope } from "./evaluate.ts";
import { LOOP, ORCHESTRATE, WORKSTREAM, jobIn } from "./workflow-files.ts";
import type { WorkflowText } from "./workflow-files.ts";

type Result = "success" | "failure" | "cancelled" | "skipped";
type Needs = Readonly<Record<string, { readonly result: Result; readonly outputs?: Readonly<Record<string, string>> }>>;

interface Situation {
  readonly needs?: Needs;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly github?: Readonly<Record<string, unknown>>;
  /** Somebody cancelled the run. */
  readonly isCancelled?: boolean;
}

function runs(file: WorkflowText, job: string, situation: Situation): boolean {
  const { needs = {}, inputs = {}, github = {}, isCancelled = false } = situation;
  const results = Object.values(needs).map(({ result }) => result);
  const scope: Scope = {
    contexts: { needs, inputs, github },
    functions: {
      always: () => true,
      cancelled: () => isCancelled,
      failure: () => results.includes("failure"),
      success: () => !isCancelled && results.every((result) => result === "success"),
    },
  };
  return holds(jobIn(file, job).if, scope);
}

const PULL = { head: { repo: { full_name: "ada/app" } }, user: { login: "ada" } };
const FORK = { head: { repo: { full_name: "eve/app" } }, user: { login: "eve" } };
const BOT = { ...PULL, user: { login: "dependabot[bot]" } };
const NO_WISHES = { ids: "", "dry-run": false, "retry-failed": false, pause: false, resume: false };

function caused(event_name: string, event: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { repository: "ada/app", event_name, event };
}

function comment(author_association: string, issue: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return caused("issue_comment", { issue, comment: { author_association } });
}

describe("the loop of a repository", () => {
  test.each([
    ["a push", caused("push"), true],
    ["the schedule", caused("workflow_dispatch"), true],
    ["a pull request", caused("pull_request", { pull_request: PULL }), true],
    ["a fork's pull request", caused("pull_request", { pull_request: FORK }), false],
    [
      "a pull request whose fork is gone",
      caused("pull_request", { pull_request: { ...FORK, head: { repo: null } } }),
      false,
    ],
    ["Dependabot's pull request", caused("pull_request", { pull_request: BOT }), false],
    ["a review", caused("pull_request_review", { pull_request: PULL }), true],
    ["a comment on a pull request", comment("MEMBER", { pull_request: { url: "u" } }), true],
    ["a stranger's comment", comment("NONE", { pull_request: { url: "u" } }), false],
    ["a comment on an issue", comment("OWNER", { number: 1 }), false],
  ])("is run by %s: %#", (_, context, expected) => {
    expect(runs(LOOP, "loop", { github: context })).toBe(expected);
  });
});

describe("record", () => {
  test.each([
    ["a push", NO_WISHES, false],
    ["ids", { ...NO_WISHES, ids: "ws-a" }, true],
    ["a pause", { ...NO_WISHES, pause: true }, true],
    ["a resume", { ...NO_WISHES, resume: true }, true],
    ["a retry", { ...NO_WISHES, "retry-failed": true }, true],
    ["ids in a dry run", { ...NO_WISHES, ids: "ws-a", "dry-run": true }, false],
  ])("with %s", (_, inputs, expected) => {
    expect(runs(ORCHESTRATE, "record", { inputs })).toBe(expected);
  });
});

describe("plan", () => {
  const after = (result: Result) => ({ needs: { record: { result } }, github: caused("push") });

  test.each([
    ["nothing was to be recorded", after("skipped"), true],
    ["it was recorded", after("success"), true],
    ["it could not be recorded", after("failure"), false],
    ["the run is cancelled", { ...after("skipped"), isCancelled: true }, false],
    [
      "a fork's token can only read",
      { ...after("skipped"), github: caused("pull_request", { pull_request: FORK }) },
      false,
    ],
    [
      "Dependabot's token can only read",
      { ...after("skipped"), github: caused("pull_request", { pull_request: BOT }) },
      false,
    ],
  ] satisfies [string, Situation, boolean][])("where %s", (_, situation, expected) => {
    expect(runs(ORCHESTRATE, "plan", situation)).toBe(expected);
  });
});

describe("the matrix", () => {
  test.each([
    ["has entries", { result: "success", outputs: { any: "true" } }, true],
    ["is empty", { result: "success", outputs: { any: "false" } }, false],
    ["was never made", { result: "failure", outputs: {} }, false],
    ["belongs to a job that was skipped", { result: "skipped", outputs: {} }, false],
  ] satisfies [string, Needs[string], boolean][])("that %s", (_, plan, expected) => {
    expect(runs(ORCHESTRATE, "workstream", { needs: { plan } })).toBe(expected);
  });
});

describe("a leg", () => {
  const attempt = { inputs: { head: "" } };
  const verifyOnly = { inputs: { head: "a".repeat(40) } };
  const delivered = { result: "success", outputs: { outcome: "delivered" } } as const;
  const skipped = { result: "skipped" } as const;

  test.each([
    ["agent", "an attempt", attempt, true],
    ["agent", "a verify-only leg", verifyOnly, false],
    ["verify", "what an agent delivered", { ...attempt, needs: { agent: delivered } }, true],
    [
      "verify",
      "an agent that failed",
      { ...attempt, needs: { agent: { result: "success", outputs: { outcome: "failed" } } } },
      false,
    ],
    [
      "verify",
      "a job that broke after its agent",
      { ...attempt, needs: { agent: { result: "failure", outputs: {} } } },
      false,
    ],
    ["verify", "a verify-only leg", { ...verifyOnly, needs: { agent: skipped } }, true],
    ["verify", "a run that is cancelled", { ...attempt, needs: { agent: delivered }, isCancelled: true }, false],
    ["publish", "a delivery that was tested", { needs: { agent: delivered, verify: { result: "success" } } }, true],
    ["publish", "tests that broke", { needs: { agent: delivered, verify: { result: "failure" } } }, true],
    [
      "publish",
      "an agent's job that broke",
      { needs: { agent: { result: "failure", outputs: {} }, verify: skipped } },
      true,
    ],
    [
      "publish",
      "a run that is cancelled",
      { needs: { agent: { result: "cancelled" }, verify: skipped }, isCancelled: true },
      true,
    ],
    ["publish", "a verify-only leg", { needs: { agent: skipped, verify: { result: "success" } } }, true],
    [
      "publish",
      "an attempt that is not this run's any more",
      { needs: { agent: { result: "success", outputs: { outcome: "superseded" } }, verify: skipped } },
      false,
    ],
  ] satisfies [string, string, Situation, boolean][])("%s of %s", (job, _, situation, expected) => {
    expect(runs(WORKSTREAM, job, situation)).toBe(expected);
  });
});

describe("secrets that are set", () => {
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, `value of ${name}`]));
  const { secrets: handed } = jobIn(ORCHESTRATE, "workstream");
  const handedTo = (type: string) =>
    SECRETS.filter((name) => resolve(handed[name] ?? "", { contexts: { secrets, matrix: { leg: { type } } } }) !== "");

  test.each(["command", "claude_code", "codex", "copilot", "gemini", "aider", "opencode"])(
    "those of its type reach an agent of type %s, each with its value",
    (type) => {
      expect(new Set(handedTo(type))).toEqual(new Set(secretsOf(type)));
      for (const name of handedTo(type)) {
        expect(resolve(handed[name] ?? "", { contexts: { secrets, matrix: { leg: { type } } } })).toBe(secrets[name]);
      }
    },
  );

  test("none reaches a verify-only leg", () => {
    expect(handedTo("")).toEqual([]);
  });

  test("their names alone are told to the plan job, and nothing of those that are not set", () => {
    const [step] = jobIn(ORCHESTRATE, "plan").steps;
    const told = resolve(String(step?.with["secrets"]), {
      contexts: { secrets: { GEMINI_API_KEY: "x", AGENT_SECRET_4: "y" } },
    });
    expect(
      toText(told)
        .split(/\s+/)
        .filter((word) => word !== ""),
    ).toEqual(["GEMINI_API_KEY", "AGENT_SECRET_4"]);
  });
});
