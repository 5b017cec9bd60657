import { z } from "zod";

import { WRITTEN_TYPES } from "./agent-types.ts";
import { BudgetFile } from "./budget-schema.ts";
import { CompanionFile } from "./companion-schema.ts";
import { MAX_AGENTS, MAX_FILES } from "./config.ts";
import { count, listOf, oneOf, optional, positive, text, textOrList } from "./fields.ts";
import { GITHUB_KEYS } from "./github-schema.ts";
import { MAX_PATTERNS, PatternFile, TemplatePath } from "./pattern-schema.ts";
import { MAX_ATTEMPTS, MAX_HOURS, MAX_TIMEOUT_MINUTES, PRIORITIES } from "./workstream-schema.ts";

const TOOLS = '"any" or a list of tool names';

const AgentId = z
  .string({ error: "a string" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, {
    error: "letters, digits, dots, dashes and underscores, at most 60 characters",
  })
  .meta({ description: "Its name, unique in the configuration.", examples: ["agent-1"] });

const EnvironmentName = z
  .string({ error: "a string" })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "the name of an environment variable" });

export const AgentFile = z.strictObject(
  {
    id: AgentId,
    type: oneOf(WRITTEN_TYPES).meta({ description: "Which CLI it is.", examples: ["claude_code"] }),
    tools: optional(
      z.union([z.literal("any"), z.array(text).min(1, { error: TOOLS })], { error: TOOLS }),
      "The values of tool it takes; its own type by default, any for the type command.",
      "any",
    ),
    track: optional(textOrList, "The track it is dedicated to, or a list of them.", "backend"),
    tracks: optional(textOrList, "The tracks it is dedicated to.", ["backend"]),
    exclusive: optional(z.boolean({ error: "true or false" }), "It takes nothing but its tracks' work.", true),
    priority: optional(oneOf(PRIORITIES), "Which of several free agents is taken first.", "high"),
    command: optional(
      textOrList,
      "What the type command runs: a shell command line, or a program with its arguments.",
      "scripts/agent.sh",
    ),
    model: optional(text, "The model it is told to use.", "sonnet"),
    args: optional(listOf(text, "arguments"), "Further arguments of its CLI, after ours.", ["--verbose"]),
    version: optional(
      z
        .string({ error: "a string" })
        .regex(/^[0-9][0-9A-Za-z.+-]{0,49}$/, { error: "an exact version, such as 1.2.3" }),
      "The version of its CLI to install and run; by default the program that is there, else the one tried with this release.",
      "1.2.3",
    ),
    base_url: optional(
      z.string({ error: "a string" }).regex(/^https?:\/\/[^\s\p{Cc}]{1,500}$/u, { error: "an http or https address" }),
      "The endpoint of its model instead of the vendor's, such as a gateway.",
      "https://gateway.example.com",
    ),
    home: optional(
      oneOf(["private", "own"]),
      "private: it sees an empty home directory; own: that of whoever starts the run, with its logins. On GitHub always private.",
      "own",
    ),
    max_parallel: optional(
      z.literal(1, { error: "1, because an agent runs one workstream at a time" }),
      "How many workstreams it runs at once: only 1, so add another agent for more.",
      1,
    ),
    env: optional(listOf(EnvironmentName, "names"), "Further environment variables that it may see.", ["HTTPS_PROXY"]),
  },
  { error: "an object" },
);

export type AgentFile = z.infer<typeof AgentFile>;

const Defaults = z.strictObject(
  {
    max_attempts: optional(count(MAX_ATTEMPTS), "How often a workstream is tried before it counts as failed.", 3),
    timeout_minutes: optional(positive(MAX_TIMEOUT_MINUTES), "When an attempt is stopped, in minutes.", 60),
    estimated_hours: optional(
      positive(MAX_HOURS),
      "How long a workstream takes that does not say so itself, until that is learnt.",
      2,
    ),
    backoff_minutes: optional(positive(1440), "Minutes before the second attempt; doubled for each one after it.", 1),
  },
  { error: "an object" },
);

const Overlap = z.strictObject(
  {
    policy: optional(
      oneOf(["merge", "file", "off"]),
      "When a pull request waits for an earlier one: if merging the two conflicts, if both change a file, or never.",
      "merge",
    ),
    unordered: optional(
      oneOf(["warn", "forbid", "allow"]),
      "What validate says of two workstreams that may write the same path and wait for each other in no order: " +
        "a warning, an error that blocks both, or nothing.",
      "forbid",
    ),
    until: optional(
      oneOf(["merged", "published"]),
      "How long a workstream keeps others off its scope: until its pull request is merged or closed, or only until it is " +
        "open, so that the next one starts sooner and may have to be built anew.",
      "published",
    ),
    rebuild: optional(
      oneOf(["auto", "manual"]),
      "What becomes of a pull request that conflicts with the moved base: a new attempt, or a person resolves it.",
      "manual",
    ),
  },
  { error: "an object" },
);

const Scopes = z.strictObject(
  {
    case: optional(
      oneOf(["sensitive", "insensitive"]),
      "Whether paths that differ by case only are two paths or one.",
      "insensitive",
    ),
  },
  { error: "an object" },
);

/** The configuration as its file may hold it; every key may be left out. */
export const ConfigFile = z
  .strictObject(
    {
      $schema: optional(z.string({ error: "a string" }), "Where editors find this schema.", "./config.schema.json"),
      agents: optional(
        listOf(AgentFile, "agents")
          .min(1, { error: `a list of 1 to ${MAX_AGENTS} agents` })
          .max(MAX_AGENTS, { error: `a list of 1 to ${MAX_AGENTS} agents` }),
        "Who does the work: each agent runs one workstream at a time.",
        [{ id: "agent-1", type: "claude_code" }],
      ),
      tracks: optional(
        z.record(z.string(), listOf(text, "ids or id globs"), { error: "an object of lists" }),
        "Named lines of work: which workstreams belong to them, as ids or id globs.",
        { backend: ["ws-03-api", "ws-1?-*"] },
      ),
      max_parallel: optional(
        z.record(z.string(), count(MAX_AGENTS), { error: "an object of counts" }),
        "How many workstreams of a track may run at once, by the track's name.",
        { backend: 2 },
      ),
      patterns: optional(
        listOf(PatternFile, "patterns").max(MAX_PATTERNS, { error: `a list of at most ${MAX_PATTERNS} patterns` }),
        "How kinds of workstreams are done: the first one that matches a workstream, or the one that it names, holds for it.",
        [{ id: "PAT-SCHEMA", match: { ids: ["ws-22*"] }, prompt: ".github/workstreams/create.md" }],
      ),
      prompt: optional(
        TemplatePath,
        "The template of the prompts that agents get, where no pattern has its own; a built-in one by default.",
        ".github/workstreams/prompt.md",
      ),
      defaults: optional(Defaults, "What holds for workstreams that do not say so themselves.", {
        max_attempts: 3,
      }),
      budget: optional(BudgetFile, "What agents may spend: per attempt, per workstream and per day.", {
        per_workstream: { usd: 5 },
        per_day: { usd: 50 },
      }),
      overlap: optional(Overlap, "What happens to workstreams and pull requests that touch the same code.", {
        policy: "merge",
      }),
      scopes: optional(Scopes, "How the path patterns of all scopes are read.", { case: "sensitive" }),
      protected_paths: optional(
        listOf(z.string({ error: "a string" }), "path patterns"),
        "Paths that only a scope which names them literally may change; replaces the built-in list.",
        [".github/**"],
      ),
      companions: optional(
        listOf(CompanionFile, "companion rules"),
        "What may change with a path of the scope without being in it; replaces the built-in rules, [] switches them off.",
        [{ when: "*.proto", also: "*.pb.go" }],
      ),
      max_file_mb: optional(positive(1000), "Largest file that a workstream may deliver, in MiB.", 10),
      max_files: optional(count(MAX_FILES), "How many files a workstream may add, change and delete.", 3000),
      merge: optional(
        oneOf(["manual", "auto", "auto-merge", "queue"]),
        "Who merges when all gates pass: a person, the loop, GitHub's auto-merge, or GitHub's merge queue.",
        "auto",
      ),
      base: optional(
        z.string({ error: "a string" }).regex(/^(?!-|.*(?:\.\.|@\{|\/\/|\/$|\.lock$))[^\s~^:?*[\\\p{Cc}]+$/u, {
          error: "the name of a branch",
        }),
        "The branch that work starts from and merges into; the repository's default branch by default.",
        "main",
      ),
      ...GITHUB_KEYS,
    },
    { error: "an object" },
  )
  .meta({ title: "Configuration of workstreams", description: ".github/workstreams.yml" });
export type ConfigFile = z.infer<typeof ConfigFile>;
