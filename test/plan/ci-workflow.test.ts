import { describe, expect, test } from "vitest";
import { isDispatchable, isHarmlessWorkflow } from "../../src/plan/ci-workflow.ts";

/** A workflow of one job, with these lines before its steps, and this run in its step. */
function workflow({ permissions = "permissions: {}", job = "", run = "npm test" } = {}): string {
  return [
    "on: [push, workflow_dispatch]",
    permissions,
    "jobs:",
    "  test:",
    "    runs-on: ubuntu-latest",
    ...(job === "" ? [] : [`    ${job}`]),
    "    steps:",
    "      - uses: actions/checkout@v7",
    `      - run: ${JSON.stringify(run)}`,
  ].join("\n");
}

describe("harmless: it can only read, and knows no secret", () => {
  test.each([
    ["no permission", "permissions: {}"],
    ["reading", "permissions: { contents: read, packages: none }"],
    ["reading everything", "permissions: read-all"],
  ])("%s", (_, permissions) => {
    expect(isHarmlessWorkflow(workflow({ permissions }))).toBe(true);
    expect(isHarmlessWorkflow(workflow({ job: permissions }))).toBe(true);
  });

  test.each([
    ["the token", "echo ${{ secrets.GITHUB_TOKEN }} ${{ secrets['GITHUB_TOKEN'] }} ${{ github.token }}"],
    ["the word outside an expression", "cat secrets.txt ${{ github.sha }} secrets.KEY"],
    ["braces in a string", "echo ${{ format('}} {0}', github.sha) }}"],
  ])("%s", (_, run) => {
    expect(isHarmlessWorkflow(workflow({ run }))).toBe(true);
  });
});

describe("not harmless", () => {
  test.each([
    ["nothing said: the repository's default", ""],
    ["nothing said, in another way", "permissions:"],
    ["writing everything", "permissions: write-all"],
    ["writing something", "permissions: { contents: read, issues: write }"],
    ["a token for another cloud", "permissions: { id-token: write }"],
    ["an expression", "permissions: ${{ vars.LEVEL }}"],
    ["a list", "permissions: [contents]"],
  ])("%s", (_, permissions) => {
    expect(isHarmlessWorkflow(workflow({ permissions }))).toBe(false);
    if (permissions !== "") expect(isHarmlessWorkflow(workflow({ job: permissions }))).toBe(false);
  });

  test.each([
    ["a secret", "echo ${{ secrets.NPM_TOKEN }}"],
    ["a secret whose name begins like the token's", "echo ${{ secrets.GITHUB_TOKEN_2 }} ${{ secrets.GITHUB_TOKEN-2 }}"],
    ["by a string", "echo ${{ secrets['NPM_TOKEN'] }}"],
    ["by an expression", "echo ${{ secrets[matrix.name] }}"],
    ["in capitals", "echo ${{ SECRETS.NPM_TOKEN }}"],
    ["all of them", "echo ${{ toJSON(secrets) }}"],
    ["after a string with braces", "echo ${{ format('}}', secrets.NPM_TOKEN) }}"],
    ["beside the token", "echo ${{ secrets.GITHUB_TOKEN || secrets.NPM_TOKEN }}"],
    ["in an expression that does not end", "echo ${{ github.sha"],
  ])("%s", (_, run) => {
    expect(isHarmlessWorkflow(workflow({ run }))).toBe(false);
  });

  test.each([
    ["a condition", "if: secrets.NPM_TOKEN != ''"],
    ["an environment", "env: { TOKEN: '${{ secrets.NPM_TOKEN }}' }"],
    ["a container", "container: { image: x, credentials: { password: '${{ secrets.NPM_TOKEN }}' } }"],
    ["a key", "env: { '${{ secrets.NPM_TOKEN }}': x }"],
    ["a called workflow, which is not seen", "uses: ./.github/workflows/test.yml"],
    ["all secrets for a called workflow", "secrets: inherit"],
  ])("%s", (_, job) => {
    expect(isHarmlessWorkflow(workflow({ job }))).toBe(false);
  });

  test("one job of several", () => {
    const text = `${workflow()}\n  deploy:\n    permissions: { contents: write }\n    steps: []`;
    expect(isHarmlessWorkflow(text)).toBe(false);
  });

  test("hidden behind an anchor", () => {
    const text = `${workflow()}\n        env: &x { TOKEN: "\${{ secrets.KEY }}" }\n      - env: *x`;
    expect(isHarmlessWorkflow(text)).toBe(false);
  });

  test.each([
    ["nothing", ""],
    ["no jobs", "permissions: {}"],
    ["an empty map of jobs", "permissions: {}\njobs: {}"],
    ["a job that is none", "permissions: {}\njobs: { a: 1 }"],
    ["a list", "- permissions: {}"],
    ["broken", "permissions: {}\njobs: ["],
    ["the same key twice", `${workflow()}\npermissions: write-all`],
    ["two documents", `${workflow()}\n---\n${workflow()}`],
    ["a merge, which GitHub does not know", "x: &x { permissions: {} }\n<<: *x\njobs: { a: { steps: [] } }"],
    ["a billion laughs", `permissions: {}\na: &a [x,x,x,x,x,x,x,x,x,x]\n${laughs()}\njobs: { a: { steps: *h } }`],
    ["a knot", "permissions: &a { contents: *a }\njobs: { a: { steps: [] } }"],
  ])("a file that is wrong: %s", (_, text) => {
    expect(isHarmlessWorkflow(text)).toBe(false);
  });
});

function laughs(): string {
  const names = "abcdefgh";
  return Array.from(names.slice(1), (name, index) => {
    const before = names[index] ?? "";
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`;
  }).join("\n");
}

describe("whether it can be dispatched", () => {
  test.each([
    ["alone", "on: workflow_dispatch", true],
    ["in a list", "on: [push, workflow_dispatch]", true],
    ["in a map", "on:\n  push:\n  workflow_dispatch:", true],
    ["with inputs that may be left out", "on: { workflow_dispatch: { inputs: { a: { required: false }, b: } } }", true],
    ["with a default", "on: { workflow_dispatch: { inputs: { a: { required: true, default: x } } } }", true],
    ["with an input that must be given", "on: { workflow_dispatch: { inputs: { a: { required: true } } } }", false],
    ["not", "on: push", false],
    ["not in a list", "on: [push, pull_request]", false],
    ["not in a map", "on: { workflow_call: {} }", false],
    ["without triggers", "jobs: {}", false],
    ["broken", "on: [", false],
  ])("%s", (_, text, expected) => {
    expect(isDispatchable(text)).toBe(expected);
  });
});
