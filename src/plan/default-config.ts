import type { Budget, Config, JobConfig, SpendingLimit } from "./config.ts";
import { DEFAULT_COMPANIONS } from "./default-companions.ts";
import type { Scope } from "./workstream.ts";

/** Paths that steer the machinery, git, or agents: each could widen what a later agent or job may do. */
export const PROTECTED_PATHS: Scope = [
  ".github/**",
  "workstreams/**",
  ".git*",
  "**/.git*",
  ...everywhere([
    "AGENTS.md",
    "AGENTS.override.md",
    "CLAUDE.md",
    "CLAUDE.local.md",
    "GEMINI.md",
    ".cursorrules",
    ".aider*",
    ".mcp.json",
  ]),
  // CLIs read their endpoints and permissions out of these, too.
  ...everywhere(["opencode.json", "opencode.jsonc", ".env"]),
  ...everywhere([".claude/**", ".codex/**", ".cursor/**", ".gemini/**", ".opencode/**"]),
  "**/.github/copilot-instructions.md",
];

/** What a job runs on that the configuration says nothing of. */
export const DEFAULT_JOB: JobConfig = {
  runsOn: ["ubuntu-latest"],
  container: undefined,
  setup: [],
  setupAction: false,
};

const NO_LIMIT: SpendingLimit = { usd: undefined, tokens: undefined };

/** Nothing is limited. */
export const NO_BUDGET: Budget = { perAttempt: NO_LIMIT, perWorkstream: NO_LIMIT, perDay: NO_LIMIT };

/** What holds without a configuration file. */
export const DEFAULT_CONFIG: Config = {
  agents: [],
  tracks: new Map(),
  maxParallel: new Map(),
  patterns: [],
  promptTemplate: undefined,
  defaults: { maxAttempts: 3, timeoutMinutes: 60, estimate: undefined, backoffMinutes: 1 },
  budget: NO_BUDGET,
  overlap: { policy: "merge", unordered: "warn", until: "merged", rebuild: "auto" },
  scopes: { case: "sensitive" },
  protectedPaths: PROTECTED_PATHS,
  companions: DEFAULT_COMPANIONS,
  maxFileBytes: mebibytes(10),
  // GitHub lists no more of a pull request.
  maxFiles: 3_000,
  merge: "manual",
  base: undefined,
  token: "default",
  requiredApprovals: 0,
  reviewers: [],
  draft: false,
  ciWorkflow: undefined,
  afterMergeWorkflow: undefined,
  jobs: { agent: { ...DEFAULT_JOB, network: undefined }, verify: DEFAULT_JOB },
};

export function mebibytes(count: number): number {
  return Math.round(count * 1024 * 1024);
}

function everywhere(names: readonly string[]): Scope {
  return names.flatMap((name) => [name, `**/${name}`]);
}
