/** The shipped workflow fits what calls it, and hands out exactly the secrets that the code counts on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { valueIn } from "../../src/plan/json-object.ts";
import { SECRETS, TOKEN_SECRET, secretsOf } from "../../src/plan/secrets.ts";
import { printLoopWorkflow } from "../../src/text/loop-workflow.ts";

const text = readFileSync(join(import.meta.dirname, "../../.github/workflows/orchestrate.yml"), "utf8");
const workflow: unknown = parse(text);
const handed = valueIn(workflow, ["jobs", "workstream", "secrets"]);
const TYPES = ["command", "claude_code", "codex", "copilot", "gemini", "aider", "opencode"];

/** The types whose agents get a secret, as its line of the workflow says it. */
function typesOf(secret: string): readonly string[] {
  const line = String(valueIn(handed, [secret]));
  const [, listed] = /^\$\{\{ contains\(fromJSON\('(\[.*\])'\), matrix\.leg\.type\) && /.exec(line) ?? [];
  if (listed !== undefined) return JSON.parse(listed);
  expect(line).toBe(`\${{ matrix.leg.type != '' && secrets.${secret} || '' }}`);
  return TYPES;
}

describe("the caller that init writes", () => {
  const caller = valueIn(parse(printLoopWorkflow("main")), ["jobs", "loop"]);

  test("gives every input, and no other", () => {
    const inputs = valueIn(workflow, ["on", "workflow_call", "inputs"]) ?? {};
    expect(Object.keys(valueIn(caller, ["with"]) ?? {})).toEqual(Object.keys(inputs));
  });

  test("grants what the jobs ask for, and no more", () => {
    const jobs = Object.values(valueIn(workflow, ["jobs"]) ?? {});
    const asked = jobs.flatMap((job) => Object.entries(valueIn(job, ["permissions"]) ?? {}));
    const granted = valueIn(caller, ["permissions"]);
    expect(granted).toEqual(
      Object.fromEntries(asked.toSorted(([, a], [, b]) => (a === b ? 0 : a === "write" ? 1 : -1))),
    );
  });
});

describe("the workflow's secrets", () => {
  test("are the fixed list, all optional", () => {
    const names = [...SECRETS, TOKEN_SECRET];
    const declared = valueIn(workflow, ["on", "workflow_call", "secrets"]) ?? {};
    expect(Object.keys(declared)).toEqual(names);
    for (const secret of Object.values(declared)) expect(secret).toMatchObject({ required: false });
    expect(Object.keys(handed ?? {})).toEqual(names);
  });

  test.each(TYPES)("reach an agent of type %s as secretsOf says", (type) => {
    const reaching = SECRETS.filter((secret) => typesOf(secret).includes(type));
    expect(reaching.toSorted()).toEqual(secretsOf(type).toSorted());
  });

  test("that are set are told to the plan job by name, never by value", () => {
    const steps = valueIn(workflow, ["jobs", "plan", "steps"]);
    const told = String(valueIn(steps, [0, "with", "secrets"]));
    const expected = SECRETS.map((secret) => `\${{ secrets.${secret} != '' && '${secret}' || '' }}`);
    expect(told.split(/(?<=\}\}) /)).toEqual(expected);
  });
});
