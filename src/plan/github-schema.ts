import { z } from "zod";

import { count, listOf, oneOf, optional, text } from "./fields.ts";

const MAX_APPROVALS = 10;

/** `octocat`, `octocat_corp` of managed users, `octocat[bot]`, `team:backend`. */
const Reviewer = z
  .string({ error: "a string" })
  .regex(/^(?:team:[a-z0-9][a-z0-9_-]{0,99}|[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?)$/, {
    error: "a login, or team: and the team's short name",
  });

/** A path would name a file elsewhere: workflows lie in one folder. */
const WorkflowName = z.string({ error: "a string" }).regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}\.ya?ml$/, {
  error: "the name of a file in .github/workflows/, such as ci.yml, without the folder",
});

const RunnerLabel = z
  .string({ error: "a string" })
  .regex(/^[^\s\p{Cc}](?:[^\p{Cc}]{0,198}[^\s\p{Cc}])?$/u, { error: "a runner's label" });

const LABELS = "a runner's label or a list of labels";
const RunnerLabels = z.union([RunnerLabel, z.array(RunnerLabel).min(1, { error: LABELS })], { error: LABELS });

const ContainerImage = z
  .string({ error: "a string" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,499}$/, { error: "the name of a container image" });

const HOST =
  "a host such as registry.npmjs.org, *.example.com or example.com:8443, without https:// and without a path";
const LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
const MAX_PORT = 65_535;

/** A name, of which `*.` means all below it, or an address; IPv6 in brackets. */
const NetworkHost = z
  .string({ error: "a string" })
  .max(260, { error: HOST })
  .regex(new RegExp(`^(?:(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*|\\[[0-9A-Fa-f:.]{2,45}\\])(?::[1-9]\\d{0,4})?$`), {
    error: HOST,
  })
  .refine((host) => Number(/:(\d+)$/.exec(host)?.[1] ?? 0) <= MAX_PORT, {
    error: `a host with a port up to ${MAX_PORT}`,
  });

export const JobFile = z.strictObject(
  {
    runs_on: optional(RunnerLabels, "The runner of the job: its label, or all labels it must have.", "ubuntu-latest"),
    container: optional(ContainerImage, "The image of the container that the job runs in.", "node:24"),
    setup: optional(
      listOf(text, "shell commands"),
      "Shell commands that prepare the working tree, one after the other, before the agent or the tests run.",
      ["npm ci"],
    ),
    setup_action: optional(
      z.boolean({ error: "true or false" }),
      "Use the repository's own composite action .github/actions/workstreams-setup/ before the set-up commands.",
      true,
    ),
  },
  { error: "an object" },
);
export type JobFile = z.infer<typeof JobFile>;

const AgentJobFile = JobFile.extend({
  network: optional(
    listOf(NetworkHost, "hosts"),
    "The hosts that an agent may reach beside its vendor's; an empty list: those alone. Left out: every host.",
    ["registry.npmjs.org", "*.example.com", "example.com:8443"],
  ),
});

const Jobs = z.strictObject(
  {
    agent: optional(AgentJobFile, "The job in which an agent works.", { setup: ["npm ci"] }),
    verify: optional(JobFile, "The job that runs the acceptance tests.", { runs_on: "ubuntu-24.04" }),
  },
  { error: "an object" },
);

/** The keys of the configuration that only the loop on GitHub reads. */
export const GITHUB_KEYS = {
  token: optional(
    oneOf(["default", "app"]),
    "The token of the loop: the run's own, or `app`, a GitHub App's or a person's in the secret WORKSTREAMS_TOKEN.",
    "app",
  ),
  required_approvals: optional(
    count(MAX_APPROVALS, 0),
    "How many people with write access must have approved the very head before it is merged without a person.",
    1,
  ),
  reviewers: optional(
    listOf(Reviewer, "logins and teams"),
    "Whose review each pull request asks for; a team with `team:` before its short name.",
    ["octocat", "team:backend"],
  ),
  draft: optional(
    z.boolean({ error: "true or false" }),
    "Open pull requests as drafts, where the repository allows drafts.",
    true,
  ),
  ci_workflow: optional(
    WorkflowName,
    "The repository's own CI, a workflow with workflow_dispatch, to be dispatched on the branches of agents.",
    "ci.yml",
  ),
  after_merge_workflow: optional(
    WorkflowName,
    "A workflow with workflow_dispatch, to be dispatched on the base after a merge by the loop.",
    "deploy.yml",
  ),
  jobs: optional(Jobs, "What the jobs need that run agents and acceptance tests.", {
    agent: { setup: ["npm ci"] },
  }),
} as const;
