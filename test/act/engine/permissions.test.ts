import { describe, expect, test } from "vitest";
import { parseWorkflowFile } from "../../support/github/actions/workflow-file.ts";
import { judgePermissions } from "./permissions.ts";

/** Of workflows by name, the first of which runs; `allowed` is what its caller has. */
function judge(texts: Readonly<Record<string, string>>, allowed?: Readonly<Record<string, "read" | "write">>) {
  const find = (name: string) => ({ name, file: parseWorkflowFile(`on: push\n${texts[name] ?? ""}\n`) });
  return judgePermissions(find(Object.keys(texts)[0] ?? ""), (_, uses) => Promise.resolve(find(uses)), allowed);
}

const granted = (permissions: object) => ({ kind: "granted", permissions });

describe("what the jobs of a run may do", () => {
  test("nothing is said: the repository's default, or what the caller has", async () => {
    expect(await judge({ w: "jobs: { a: {} }" })).toEqual(granted({ contents: "read", packages: "read" }));
    expect(await judge({ w: "jobs: { a: {} }" }, { actions: "write" })).toEqual(granted({ actions: "write" }));
  });

  test("a job's own take the place of the workflow's; all jobs' are united", async () => {
    const text =
      "permissions: { contents: read }\njobs: { a: {}, b: { permissions: { contents: write, actions: read } } }";
    expect(await judge({ w: text })).toEqual(granted({ contents: "write", actions: "read" }));
    expect(await judge({ w: "permissions: {}\njobs: { a: {} }" })).toEqual(granted({}));
    expect(await judge({ w: "permissions: { contents: none }\njobs: { a: {} }" })).toEqual(granted({}));
  });

  test.each([
    [
      "write where the caller may read",
      { contents: "read" },
      "'contents: write', but is only allowed 'contents: read'.",
    ],
    ["write where the caller may nothing", {}, "'contents: write', but is only allowed 'contents: none'."],
  ] as const)("%s is refused", async (_, allowed, words) => {
    const judged = await judge({ w: "jobs: { a: { permissions: { contents: write } } }" }, allowed);
    expect(judged).toEqual({ kind: "refused", reason: `w, job a: The workflow is requesting ${words}` });
  });

  test("a call passes on what its job has, and the called workflow may take less", async () => {
    const caller = "permissions: {}\njobs: { a: { uses: called, permissions: { contents: write, actions: read } } }";
    expect(await judge({ caller, called: "permissions: { contents: read }\njobs: { b: {} }" })).toEqual(
      granted({ contents: "read" }),
    );
    expect((await judge({ caller, called: "permissions: { actions: write }\njobs: { b: {} }" })).kind).toBe("refused");
  });
});
