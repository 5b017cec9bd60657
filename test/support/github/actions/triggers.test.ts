import { describe, expect, test } from "vitest";
import { judgeTrigger } from "./triggers.ts";
import type { Outcome } from "./triggers.ts";
import { parseWorkflowFile } from "./workflow-file.ts";

interface Happened {
  readonly name: string;
  readonly action?: string;
  readonly ref?: string;
  readonly base?: string;
  readonly by?: "user" | "actions" | "app";
}

function judge(on: string, { name, action, ref = "refs/heads/main", base, by = "user" }: Happened): Outcome {
  const file = parseWorkflowFile(`on: ${on}\njobs: {}\n`);
  const payload = base === undefined ? {} : { pull_request: { base: { ref: base } } };
  return judgeTrigger(file, { name, action, ref, payload, tokenKind: by });
}

const push: Happened = { name: "push" };
const opened: Happened = { name: "pull_request", action: "opened", base: "main" };

describe("which events start a run", () => {
  test.each<[string, Happened, Outcome]>([
    ["push", push, "start"],
    ["[pull_request]", push, "nothing"],
    ["{ push: { branches: [main] } }", push, "start"],
    ["{ push: { branches: [main] } }", { ...push, ref: "refs/heads/dev" }, "nothing"],
    ["{ push: { branches: ['release/*'] } }", { ...push, ref: "refs/heads/release/1" }, "start"],
    ["{ push: { branches: ['release/*'] } }", { ...push, ref: "refs/heads/release/1/a" }, "nothing"],
    ["{ push: { branches: ['release/**'] } }", { ...push, ref: "refs/heads/release/1/a" }, "start"],
    ["{ push: { branches: ['**', '!workstreams/**'] } }", { ...push, ref: "refs/heads/workstreams/ws-a" }, "nothing"],
    [String.raw`{ push: { branches: ['a\+b'] } }`, { ...push, ref: "refs/heads/a+b" }, "start"],
    ["{ push: { branches-ignore: [main] } }", push, "nothing"],
    ["{ push: { branches: [main] } }", { ...push, ref: "refs/tags/v1" }, "nothing"],
    ["{ push: { tags: ['v*'] } }", { ...push, ref: "refs/tags/v1" }, "start"],
    ["{ push: { tags: ['v*'] } }", push, "nothing"],
    ["pull_request", opened, "start"],
    ["pull_request", { ...opened, action: "closed" }, "nothing"],
    ["{ pull_request: { types: [closed] } }", { ...opened, action: "closed" }, "start"],
    ["{ pull_request: { branches: [release] } }", opened, "nothing"],
    ["issue_comment", { name: "issue_comment", action: "deleted" }, "start"],
    ["{ issue_comment: { types: [created] } }", { name: "issue_comment", action: "deleted" }, "nothing"],
    ["{ workflow_dispatch: { inputs: { a: {} } } }", { name: "workflow_dispatch" }, "start"],
  ])("on: %s, %o: %s", (on, happened, outcome) => {
    expect(judge(on, happened)).toBe(outcome);
  });

  test("what the default token causes starts nothing but dispatches; its pull requests wait for approval", () => {
    expect(judge("push", { ...push, by: "actions" })).toBe("nothing");
    expect(judge("pull_request", { ...opened, by: "actions" })).toBe("approve");
    expect(judge("{ pull_request: { types: [closed] } }", { ...opened, action: "closed", by: "actions" })).toBe(
      "nothing",
    );
    expect(judge("workflow_dispatch", { name: "workflow_dispatch", by: "actions" })).toBe("start");
    expect(judge("push", { ...push, by: "app" })).toBe("start");
  });
});
