import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { valueIn } from "../../src/plan/json-object.ts";
import { SECRETS, TOKEN_SECRET } from "../../src/plan/secrets.ts";
import { printLoopWorkflow, printScheduleWorkflow } from "../../src/text/loop-workflow.ts";

const loop: unknown = parse(printLoopWorkflow("main"));
const schedule: unknown = parse(printScheduleWorkflow());

describe("the loop", () => {
  test("is woken by what may change what can start or merge", () => {
    expect(valueIn(loop, ["on"])).toMatchObject({
      push: { branches: ["main"] },
      pull_request: { types: ["closed", "reopened", "synchronize", "ready_for_review"] },
      pull_request_review: { types: ["submitted", "dismissed"] },
      issue_comment: { types: ["created"] },
    });
    expect(valueIn(loop, ["on", "push"])).not.toHaveProperty("paths");
  });

  test("can be started by hand, with boxes to check", () => {
    const inputs = valueIn(loop, ["on", "workflow_dispatch", "inputs"]);
    expect(Object.keys(inputs ?? {})).toEqual(["ids", "dry_run", "retry_failed", "pause", "resume"]);
    expect(valueIn(loop, ["jobs", "loop", "with"])).toEqual({
      workflow: "workstreams.yml",
      ids: "${{ inputs.ids }}",
      "dry-run": "${{ inputs.dry_run == true || inputs.dry_run == 'true' }}",
      "retry-failed": "${{ inputs.retry_failed == true || inputs.retry_failed == 'true' }}",
      pause: "${{ inputs.pause == true || inputs.pause == 'true' }}",
      resume: "${{ inputs.resume == true || inputs.resume == 'true' }}",
    });
  });

  test("may do five things, each line with its reason", () => {
    expect(valueIn(loop, ["permissions"])).toEqual({});
    expect(valueIn(loop, ["jobs", "loop", "permissions"])).toEqual({
      contents: "write",
      "pull-requests": "write",
      statuses: "write",
      actions: "write",
      checks: "read",
    });
    for (const [line] of printLoopWorkflow("main").matchAll(/^ +[a-z-]+: (?:write|read).*$/gm))
      expect(line).toMatch(/# \w+/);
  });

  test("passes every secret by its name, and no other", () => {
    const names = [...SECRETS, TOKEN_SECRET];
    const expected = Object.fromEntries(names.map((name) => [name, `\${{ secrets.${name} }}`]));
    expect(valueIn(loop, ["jobs", "loop", "secrets"])).toEqual(expected);
  });

  test("no job's check can pass for the required status", () => {
    for (const workflow of [loop, schedule]) {
      for (const [id, job] of Object.entries(valueIn(workflow, ["jobs"]) ?? {})) {
        expect([id, valueIn(job, ["name"])]).not.toContain("workstreams");
      }
    }
  });

  test.each([
    ["release/2.x", "release/2.x"],
    ["feature#1", "feature#1"],
    ["c++", String.raw`c\+\+`],
    ["!odd", String.raw`\!odd`],
    ["on", "on"],
    ["1.0", "1.0"],
    ['it\'s "so"', 'it\'s "so"'],
  ])("waits for pushes to the branch %s alone", (base, pattern) => {
    expect(valueIn(parse(printLoopWorkflow(base)), ["on", "push", "branches"])).toEqual([pattern]);
  });
});

describe("the schedule", () => {
  test("only starts the loop, and may do nothing else", () => {
    expect(schedule).toMatchObject({ permissions: {}, jobs: { wake: { permissions: { actions: "write" } } } });
    const steps = valueIn(schedule, ["jobs", "wake", "steps"]);
    expect(steps).toEqual([
      {
        run: 'gh workflow run workstreams.yml --repo "$GITHUB_REPOSITORY" --ref "$GITHUB_REF_NAME"',
        env: { GH_TOKEN: "${{ github.token }}" },
      },
    ]);
  });
});
