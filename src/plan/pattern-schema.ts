import { z } from "zod";

import { WRITTEN_TYPES } from "./agent-types.ts";
import { count, listOf, oneOf, optional, positive, textOrList } from "./fields.ts";
import { AcceptanceFile, MAX_ATTEMPTS, MAX_TIMEOUT_MINUTES } from "./workstream-schema.ts";

export const MAX_PATTERNS = 256;

const PatternId = z
  .string({ error: "a string" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, {
    error: "letters, digits, dots, dashes and underscores, at most 60 characters",
  })
  .meta({ description: "Its name, unique in the configuration.", examples: ["PAT-ATOMIC-CREATE-001"] });

const IDS = "an id or id glob, or a list of them";
const IdGlob = z.string({ error: "a string" }).regex(/^[^/!\s\p{Cc}][^/\s\p{Cc}]*$/u, { error: "an id or id glob" });
const idGlobs = z.union([IdGlob, z.array(IdGlob).min(1, { error: IDS })], { error: IDS });

const VALUES = "a string, a number, true or false, or a list of them";
const MetadataValue = z.union([z.string(), z.number(), z.boolean()]);
const metadataValues = z.union([MetadataValue, z.array(MetadataValue).min(1, { error: VALUES })], { error: VALUES });

const METADATA = "an object with at least one key";
const MATCH = "an object with ids, track or metadata";

/** Which workstreams a pattern is for. Matching all of them is to be said: `ids: "*"`. */
const MatchFile = z
  .strictObject(
    {
      ids: optional(idGlobs, "Ids or id globs: one of them must fit.", ["ws-22*"]),
      track: optional(textOrList, "The track, or a list of them: one must be the workstream's.", "pipeline"),
      metadata: optional(
        z
          .record(z.string(), metadataValues, { error: METADATA })
          .refine((keys) => Object.keys(keys).length > 0, { error: METADATA }),
        "What the workstream's metadata must hold: a value for each key, or a list of which one must fit.",
        { kind: "schema" },
      ),
    },
    { error: MATCH },
  )
  .refine(({ ids, track, metadata }) => [ids, track, metadata].some((part) => part !== undefined && part !== null), {
    error: "one of ids, track, metadata",
    params: { isNeed: true },
  });

/** Where a template of prompts is. */
export const TemplatePath = z
  .string({ error: "a string" })
  .max(500, { error: "at most 500 characters" })
  .refine(isFilePath, { error: "the path of a file from the repository's root, with forward slashes" });

/** One of `patterns` as the configuration's file may hold it. */
export const PatternFile = z.strictObject(
  {
    id: PatternId,
    match: optional(MatchFile, "Which workstreams it is for; without it only those that name it.", {
      ids: ["ws-22*"],
    }),
    prompt: optional(TemplatePath, "The template of their prompts.", ".github/workstreams/create.md"),
    type: optional(oneOf(WRITTEN_TYPES), "The type of agent that they ask for, where they have no tool.", "codex"),
    command: optional(
      textOrList,
      "What their agents run instead of their own command: a shell command line, or a program with its arguments.",
      ["scripts/create.sh"],
    ),
    acceptance_tests: optional(listOf(AcceptanceFile, "acceptance tests"), "Acceptance tests before their own.", [
      "npm test",
    ]),
    timeout_minutes: optional(
      positive(MAX_TIMEOUT_MINUTES),
      "When their attempts are stopped, in minutes, where they do not say so themselves.",
      60,
    ),
    max_attempts: optional(
      count(MAX_ATTEMPTS),
      "How often they are tried before they count as failed, where they do not say so themselves.",
      3,
    ),
  },
  { error: "an object" },
);
export type PatternFile = z.infer<typeof PatternFile>;

/** Whether it names one file inside the repository. */
function isFilePath(path: string): boolean {
  const segments = path.split("/");
  return !/[\\\p{Cc}]/u.test(path) && segments.every((each) => each.trim() !== "" && each !== "." && each !== "..");
}
