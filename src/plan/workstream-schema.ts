import { z } from "zod";

import { count, listOf, oneOf, optional, positive, text } from "./fields.ts";
import { WORKSTREAM_ID } from "./workstream-id.ts";

/** Longest time limit in minutes: a week. */
export const MAX_TIMEOUT_MINUTES = 10_080;
/** Longest estimate in hours. */
export const MAX_HOURS = 10_000;
export const MAX_ATTEMPTS = 100;

export const PRIORITIES = ["critical", "high", "normal", "medium", "low"] as const;

/** A bad estimate in here is only warned of: metadata is the author's own. */
const Metadata = z.object(
  {
    estimated_hours: optional(z.unknown(), "Used where the workstream itself has no estimated_hours.", 2.5),
  },
  { error: "an object" },
);

const CircuitBreaker = z.object(
  {
    max_attempts: optional(count(MAX_ATTEMPTS), "How often it is tried before it counts as failed.", 3),
  },
  { error: "an object" },
);

/** One acceptance test. */
export const AcceptanceFile = z.union(
  [
    text.meta({ description: "A shell command that must exit with 0." }),
    z
      .strictObject({ run: text.meta({ description: "A shell command that must exit with 0." }) })
      .meta({ description: "A shell command." }),
    z
      .strictObject({
        manual: text.meta({ description: "What the reviewer should look at; never run." }),
      })
      .meta({ description: "A line for the reviewer." }),
  ],
  { error: 'a shell command, {"run": "a shell command"} or {"manual": "a line for the reviewer"}' },
);

/** One workstream as a file may hold it. Other keys are allowed, kept, and passed to the agent. */
export const WorkstreamFile = z
  .object(
    {
      id: z
        .string({ error: "a string" })
        .regex(WORKSTREAM_ID, {
          error: "ws- followed by lower-case letters, digits and inner dashes, at most 60 characters",
        })
        .meta({
          description: "Its name: ws-, then lower-case letters, digits and dashes; unique in the plan.",
          examples: ["ws-01-setup"],
        }),
      title: optional(z.string({ error: "a string" }), "One line that says what it is about.", "Set up the project"),
      depends_on: optional(listOf(text, "ids"), "Ids of the workstreams that must be merged before this one starts.", [
        "ws-01-setup",
      ]),
      files_scope: optional(
        listOf(z.string({ error: "a string" }), "path patterns"),
        "Paths it may change: a path covers itself and all below it; * ? [] {} and ** are wildcards.",
        ["src/api/", "docs/**/*.md"],
      ),
      files_create: optional(
        listOf(z.string({ error: "a string" }), "path patterns"),
        "Paths it may create, written like files_scope.",
        ["src/api/routes.ts"],
      ),
      tasks: optional(listOf(text, "strings"), "What to do, step by step.", ["Add the route /health"]),
      acceptance_tests: optional(
        listOf(AcceptanceFile, "acceptance tests"),
        "What shows that it is done: shell commands, and lines for the reviewer.",
        ["npm test", { manual: "The page looks right" }],
      ),
      tool: optional(text, "The type of agent it asks for; without it any agent may take it.", "claude_code"),
      track: optional(text, "The line of work it belongs to.", "backend"),
      priority: optional(oneOf(PRIORITIES), "What goes first where the critical path does not decide.", "high"),
      pattern: optional(
        text,
        "The id of the pattern of the configuration that it follows, whatever others match it.",
        "PAT-ATOMIC-CREATE-001",
      ),
      estimated_hours: optional(positive(MAX_HOURS), "How long it takes, in hours.", 2.5),
      timeout_minutes: optional(positive(MAX_TIMEOUT_MINUTES), "When an attempt is stopped, in minutes.", 60),
      circuit_breaker: optional(CircuitBreaker, "When to give up.", { max_attempts: 3 }),
      status: optional(
        oneOf(["planned", "done", "skip"]),
        "done: finished by other means; skip: not wanted, and what depends on it is blocked.",
        "planned",
      ),
      metadata: optional(Metadata, "Anything else about it; passed to the agent.", {
        owner: "platform",
      }),
    },
    { error: "an object" },
  )
  .meta({ id: "workstream", title: "Workstream", description: "One unit of work for one coding agent." });
export type WorkstreamFile = z.infer<typeof WorkstreamFile>;

/** A workstream file holds one workstream or a list of them. */
export const WorkstreamFiles = z.union([WorkstreamFile, z.array(WorkstreamFile)]).meta({
  title: "Workstream file",
  description: "workstreams/ws-*.json, .yaml or .yml: one workstream or a list.",
});
