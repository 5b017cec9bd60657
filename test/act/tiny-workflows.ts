/** Workflows of the shape of those that we ship, with a tiny action in the place of ours. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ARTIFACT_CLIENT = pathToFileURL(
  join(import.meta.dirname, "../../node_modules/@actions/artifact/lib/artifact.js"),
).href;

/** What a tiny action does, by its input `command`. */
const ACTION = `
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const { INPUT_COMMAND: command, INPUT_TEXT: text = "", GITHUB_OUTPUT, GITHUB_WORKSPACE } = process.env;
const output = (name, value) => appendFileSync(GITHUB_OUTPUT, name + "=" + value + "\\n");
const client = async () => new (await import("${ARTIFACT_CLIENT}")).DefaultArtifactClient();
if (command === "say") output("said", text);
if (command === "fail") process.exit(1);
if (command === "await") setInterval(() => existsSync(text) && process.exit(), 20);
if (command === "upload") {
  writeFileSync("patch.diff", text);
  const { id, digest } = await (await client()).uploadArtifact("patch of " + text, ["patch.diff"], ".");
  output("artifact", id + " " + digest);
}
if (command === "download") {
  const [id, digest] = text.split(" ");
  mkdirSync("got");
  const options = { path: "got", expectedHash: "sha256:" + digest };
  const { digestMismatch } = await (await client()).downloadArtifact(Number(id), options);
  output("said", digestMismatch + " " + readFileSync("got/patch.diff", "utf8"));
}
`;

const ACTION_FILES = {
  "action.yml": [
    "name: tiny",
    "description: tiny",
    "inputs: { command: { required: true }, text: {} }",
    "runs: { using: node24, main: main.mjs }",
  ].join("\n"),
  "main.mjs": ACTION,
};

const LEG = `
name: leg
on:
  workflow_call:
    inputs:
      id: { type: string, required: true }
      runner: { type: string, default: '"ubuntu-latest"' }
      container: { type: string, default: "" }
      setup: { type: boolean, default: false }
permissions: {}
jobs:
  agent:
    name: Agent
    runs-on: \${{ fromJSON(inputs.runner) }}
    container: \${{ inputs.container }}
    permissions: { contents: read }
    outputs: { artifact: "\${{ steps.up.outputs.artifact }}" }
    steps:
      - uses: ./.github/actions/setup
        if: \${{ inputs.setup }}
      - id: up
        uses: tools/tiny@v1
        with: { command: upload, text: "\${{ inputs.id }}" }
      - uses: tools/tiny@v1
        if: \${{ inputs.id == 'ws-b' }}
        with: { command: fail }
  verify:
    name: Verify
    needs: agent
    if: \${{ needs.agent.result == 'success' }}
    runs-on: ubuntu-latest
    outputs: { said: "\${{ steps.down.outputs.said }}" }
    steps:
      - id: down
        uses: tools/tiny@v1
        with: { command: download, text: "\${{ needs.agent.outputs.artifact }}" }
  publish:
    name: Publish
    needs: [agent, verify]
    if: \${{ always() }}
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps:
      - run: echo "published $ID after $AGENT and $VERIFY, saying $SAID"
        env:
          ID: \${{ inputs.id }}
          AGENT: \${{ needs.agent.result }}
          VERIFY: \${{ needs.verify.result }}
          SAID: \${{ needs.verify.result == 'success' && needs.verify.outputs.said || '' }}
`;

const LOOP = `
name: loop
on:
  workflow_call:
    inputs: { legs: { type: string, required: true } }
permissions: {}
jobs:
  plan:
    name: Plan
    runs-on: ubuntu-latest
    outputs: { legs: "\${{ steps.plan.outputs.said }}" }
    steps:
      - id: plan
        uses: tools/tiny@v1
        with: { command: say, text: "\${{ inputs.legs }}" }
  leg:
    name: \${{ matrix.leg.id }}
    needs: plan
    if: \${{ needs.plan.outputs.legs != '[]' }}
    strategy:
      fail-fast: false
      matrix: { leg: "\${{ fromJSON(needs.plan.outputs.legs) }}" }
    permissions: { contents: write }
    uses: tools/tiny/.github/workflows/leg.yml@v1
    with: { id: "\${{ matrix.leg.id }}" }
`;

const CALLER = `
name: Caller
on:
  push: { branches: [main] }
  workflow_dispatch: { inputs: { legs: { type: string, default: "[]" } } }
permissions: { contents: write }
jobs:
  loop:
    uses: tools/tiny/.github/workflows/loop.yml@v1
    with: { legs: "\${{ inputs.legs || '[]' }}" }
`;

/** The repository `tools/tiny`. */
export const TOOL_FILES = {
  ...ACTION_FILES,
  ".github/workflows/leg.yml": LEG,
  ".github/workflows/loop.yml": LOOP,
};

/** A repository whose workflow calls those of `tools/tiny`. */
export const CALLER_FILES = { ".github/workflows/caller.yml": CALLER };

/** A repository with a workflow of five legs, each of which waits until that file is there. */
export function slowFiles(file: string): Readonly<Record<string, string>> {
  const wait = `
name: wait
on: workflow_call
jobs:
  wait:
    name: Wait
    runs-on: ubuntu-latest
    steps: [{ uses: tools/tiny@v1, with: { command: await, text: ${file} } }]
`;
  const slow = `
name: slow
on: workflow_dispatch
permissions: { contents: read }
jobs:
  leg:
    name: \${{ matrix.id }}
    strategy: { fail-fast: false, matrix: { id: [ws-1, ws-2, ws-3, ws-4, ws-5] } }
    uses: ./.github/workflows/wait.yml
`;
  return { ".github/workflows/wait.yml": wait, ".github/workflows/slow.yml": slow };
}

/** A workflow that pushes a branch with its own token, which has these permissions. */
export function pushWorkflow(permissions: string): string {
  return `
name: push
on: push
permissions: { ${permissions} }
jobs:
  push:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "the key is $KEY"
          git clone --quiet "$(echo "$GITHUB_SERVER_URL" | sed "s|//|//x:$TOKEN@|")/$GITHUB_REPOSITORY" .
          git push origin HEAD:refs/heads/pushed
        env: { TOKEN: "\${{ github.token }}", KEY: "\${{ secrets.KEY }}" }
`;
}
