/** The action's inputs as its steps give them: strings, read once and checked. */
import { z } from "zod";
import { WORKSTREAM_ID } from "../../plan/workstream-id.ts";
import { CommandError } from "../command-error.ts";

const Flag = z.enum(["", "true", "false"], "true or false").transform((text) => text === "true");
const Sha = z.string().regex(/^[0-9a-f]{40}$/, "the full name of a commit");
/** What another job said and is no commit counts as nothing. */
const OptionalSha = z.string().transform((text) => Sha.safeParse(text).data);
const WorkflowFile = z.string().regex(/^[^/\s]+\.ya?ml$/, "the file name of a workflow, such as workstreams.yml");
const Words = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ""));
const Token = z.string().min(1, "a token, usually the default one: leave it out, or give `permissions` to the job");
const Result = z.enum(["", "success", "failure", "cancelled", "skipped"], "success, failure, cancelled or skipped");
const Count = z.coerce.number("a number from 1").int("a number from 1").positive("a number from 1");

/** `app`: a GitHub App's or a person's, which may push workflow files. */
const TokenKind = z.enum(["default", "app"], "default or app");

const Everywhere = { token: Token, workflow: WorkflowFile };
const Attempt = {
  id: z.string().regex(WORKSTREAM_ID, "the id of a workstream"),
  attempt: Count,
  claim: Sha,
};
const Patch = {
  "artifact-id": z.string().regex(/^[0-9]*$/, "the id of an artifact, a number"),
  "artifact-digest": z.string().regex(/^(?:[0-9a-f]{64})?$/, "the SHA-256 of an artifact, 64 hexadecimal digits"),
};

/** `command: record`: what a person asked for, kept as intents. */
export const RecordInputs = z.object({
  ...Everywhere,
  ids: Words,
  "retry-failed": Flag,
  pause: Flag,
  resume: Flag,
});
export type RecordInputs = z.infer<typeof RecordInputs>;

/** `command: plan`: one tick. */
export const PlanInputs = z.object({
  ...Everywhere,
  "token-kind": TokenKind,
  /** Names of the secrets that are set. */
  secrets: Words,
  "dry-run": Flag,
});
export type PlanInputs = z.infer<typeof PlanInputs>;

/** `command: checkout`: the files that an attempt starts from, for the repository's own set-up action. */
export const CheckoutInputs = z.object({ token: Token, ...Attempt });
export type CheckoutInputs = z.infer<typeof CheckoutInputs>;

/** `command: agent`: the first job of an attempt. */
export const AgentInputs = z.object({ token: Token, ...Attempt });
export type AgentInputs = z.infer<typeof AgentInputs>;

/** `command: verify`: the second job of an attempt, or, with `head` alone, a verify-only job. */
export const VerifyInputs = z.object({ token: Token, ...Attempt, head: Sha, ...Patch });
export type VerifyInputs = z.infer<typeof VerifyInputs>;

/** `command: publish`: the third job. What the others said comes from their outputs and results. */
export const PublishInputs = z.object({
  ...Everywhere,
  "token-kind": TokenKind,
  ...Attempt,
  ...Patch,
  /** Of a verify-only leg: the head that was verified. */
  "verify-head": OptionalSha,
  "agent-result": Result,
  "agent-outcome": z.string(),
  "agent-head": OptionalSha,
  "agent-failure": z.string(),
  "agent-detail": z.string(),
  "agent-started": z.string(),
  "agent-usage": z.string(),
  "verify-result": Result,
  "verify-verdict": z.string(),
  "verify-detail": z.string(),
  "verify-output": z.string(),
});
export type PublishInputs = z.infer<typeof PublishInputs>;

/** Reads the inputs of one command; a wrong one is a sentence that names it. */
export function readInputs<T>(schema: z.ZodObject & z.ZodType<T>, getInput: (name: string) => string): T {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, getInput(name)]));
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = String(issue?.path[0] ?? "");
  const value = name === "token" ? "" : ` ${JSON.stringify(given[name])}`;
  throw new CommandError(2, `the input \`${name}\`${value} is wrong: it takes ${issue?.message ?? "something else"}`);
}
