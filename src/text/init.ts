/** What `workstreams init` writes beside the workflows, and what it says. */
import { vendorKeysOf } from "../plan/secrets.ts";
import { PUBLISHED } from "../published.ts";
import { LOOP_WORKFLOW } from "./loop-workflow.ts";
import { plain } from "./plain.ts";

const SCHEMAS = `https://raw.githubusercontent.com/${PUBLISHED.repository}/${PUBLISHED.ref}/schemas`;
const GUIDE = `https://github.com/${PUBLISHED.repository}/blob/${PUBLISHED.ref}/docs/github.md`;

/** A configuration with one agent; every other key is there as a comment, with its default or an example. */
export function printConfiguration(): string {
  return `# yaml-language-server: $schema=${SCHEMAS}/config.schema.json
# Who does the work: each agent runs one workstream at a time.
agents:
  - id: agent-1
    type: claude_code # or codex, copilot, gemini, opencode, aider: installed as needed; or command, which is any program
    # model: sonnet
    # env: [AGENT_SECRET_2] # it gets its vendor's key without being told
  # - id: agent-2
  #   type: command
  #   command: scripts/agent.sh
  #   env: [AGENT_SECRET_1] # the secrets of this repository that it gets
  #   track: backend # its work first

# tracks:
#   backend: [ws-03-api, "ws-1*"]
# max_parallel: { backend: 2 } # of a track at once

# What agents may spend, by their own figures; usd, tokens or both.
# budget:
#   per_attempt: { usd: 2 } # some CLIs stop themselves at it
#   per_workstream: { usd: 5 }
#   per_day: { usd: 50 }

# defaults:
#   max_attempts: 3
#   timeout_minutes: 60
#   estimated_hours: 2 # of a workstream that does not say so; by default 1 and one more for each task
#   backoff_minutes: 1 # before the second attempt, doubled after each

# How kinds of workstreams are done: the first one that matches holds, or the one that a workstream names.
# patterns:
#   - id: docs
#     match: { ids: ["ws-docs-*"] }
#     prompt: .github/workstreams/docs.md
#     acceptance_tests: [npm run lint:docs]
# prompt: .github/workstreams/prompt.md # the template of all other prompts; docs/prompts.md has the built-in one

# Who merges what passes its gates: manual, or auto: the loop.
# merge: auto
# required_approvals: 1 # of the very head, before it is merged without a person

# reviewers: [octocat]
# draft: true # open pull requests as drafts

# Workflows of this repository with workflow_dispatch: one for agents' branches, one for the base after a merge.
# ci_workflow: ci.yml
# after_merge_workflow: deploy.yml

# What the jobs of agents and of acceptance tests need.
# jobs:
#   agent:
#     runs_on: ubuntu-latest
#     setup: [npm ci]
#     network: [registry.npmjs.org] # beside its vendor's hosts, and nothing else
#   verify:
#     setup: [npm ci]

# overlap: { policy: merge } # or file, or off
# scopes: { case: sensitive } # or insensitive
# companions: [{ when: "*.proto", also: "*.pb.go" }] # may change with it; replaces the built-in list
# protected_paths: [".github/**"] # replaces the built-in list
# max_file_mb: 10
# max_files: 3000
# base: main
# token: app # a GitHub App's or a person's token is the secret WORKSTREAMS_TOKEN
`;
}

/** A workstream that shows the keys and does nothing until its `status` is taken out. */
export function printSampleWorkstream(): string {
  return `{
  "$schema": "${SCHEMAS}/workstream.schema.json",
  "id": "ws-example",
  "title": "Say in the README how to run the tests",
  "status": "skip",
  "depends_on": [],
  "files_scope": ["README.md"],
  "tasks": ["Find out how the tests are run", "Say so in README.md, in a section of its own"],
  "acceptance_tests": ["grep -i test README.md", { "manual": "Run the tests as the README says" }]
}
`;
}

/** What was written and what was there already, by path, one line each. */
export function printInit({
  written,
  kept,
}: {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}): string {
  return [...written.map((path) => `wrote ${path}`), ...kept.map((path) => `kept  ${path}`)].join("\n");
}

/** What is left to do for the loop to run on GitHub. */
export function printNextSteps({ base, isSure, sample, configuration }: NextSteps): string {
  const example = sample ? `: ${sample}\n   shows how, and does nothing as long as its status is "skip"` : "";
  const doubt = isSure ? "" : DOUBT(plain(base), configuration);
  return `
Next:
1. Say in ${configuration} who does the work, and in workstreams/ws-<name>.json what is to be done${example}.
2. On GitHub, Settings, Actions, General: check "Allow GitHub Actions to create and approve pull requests".
3. Settings, Secrets and variables, Actions: add your agent's key, such as ${vendorKeysOf("claude_code")[0]}.
4. Commit these files and push them to ${plain(base)}: that starts the loop.
5. When the first pull request is open, Settings, Rules: require the status check \`workstreams\` on ${plain(base)}.

${GUIDE} explains each step.${doubt}`;
}

export interface NextSteps {
  /** The branch that work starts from. */
  readonly base: string;
  /** A remote or the configuration says so; else it is only the branch that is checked out. */
  readonly isSure: boolean;
  /** Path of the configuration that counts. */
  readonly configuration: string;
  /** Path of the sample, if it was written. */
  readonly sample: string | undefined;
}

/** What is assumed where only the checked-out branch is known. */
const DOUBT = (base: string, configuration: string): string =>
  `\n\nThe loop starts from ${base}, the branch that is checked out: if it is not the repository's default branch, write ` +
  `that one into \`branches:\` of .github/workflows/${LOOP_WORKFLOW} and as \`base:\` into ${configuration}.`;
