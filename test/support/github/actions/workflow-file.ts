/** A workflow file, as far as GitHub looks into it before a job runs. */
import { parse } from "yaml";
import { z } from "zod";

const Texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

const Filter = z.strictObject({
  types: Texts.optional(),
  branches: Texts.optional(),
  "branches-ignore": Texts.optional(),
  tags: Texts.optional(),
  "tags-ignore": Texts.optional(),
  workflows: Texts.optional(),
});
export type Filter = z.infer<typeof Filter>;

/** What an input may be. */
export const InputValue = z.union([z.string(), z.number(), z.boolean()]);
export type InputValue = z.infer<typeof InputValue>;

const Input = z.object({
  type: z.enum(["string", "boolean", "choice", "number", "environment"]).default("string"),
  required: z.boolean().default(false),
  default: InputValue.optional(),
  options: z.array(z.string()).optional(),
});

const Inputs = z.object({ inputs: z.record(z.string(), Input.nullish()).nullish() });

const Permissions = z.union([
  z.enum(["read-all", "write-all"]),
  z.record(z.string(), z.enum(["read", "write", "none"])),
]);
export type DeclaredPermissions = z.infer<typeof Permissions>;

const Job = z.object({
  name: z.string().optional(),
  needs: Texts.default([]),
  if: z.unknown().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  strategy: z.object({ matrix: z.unknown() }).optional(),
  permissions: Permissions.optional(),
  outputs: z.record(z.string(), z.string()).default({}),
});
export type JobDefinition = z.infer<typeof Job>;

const Trigger = z.record(z.string(), z.unknown());
const On = z.union([
  Texts.transform((names): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, null]))),
  Trigger,
]);

const WorkflowFile = z.object({
  name: z.string().optional(),
  on: On,
  permissions: Permissions.optional(),
  jobs: z.record(z.string(), Job),
});

export interface WorkflowFile {
  /** Undefined: GitHub shows its path. */
  readonly name: string | undefined;
  /** By event; filters are undefined where the event has none. */
  readonly triggers: ReadonlyMap<string, Filter | undefined>;
  /** Of `workflow_dispatch`, by name. */
  readonly inputs: ReadonlyMap<string, z.infer<typeof Input>>;
  /** Defaults of `workflow_call`'s inputs, by name. */
  readonly callDefaults: Readonly<Record<string, InputValue>>;
  readonly permissions: DeclaredPermissions | undefined;
  readonly jobs: ReadonlyMap<string, JobDefinition>;
}

/** Throws what is wrong with it, in zod's or yaml's words: a test's own mistake. */
export function parseWorkflowFile(text: string): WorkflowFile {
  const file = WorkflowFile.parse(parse(text));
  return {
    name: file.name,
    triggers: new Map(Object.entries(file.on).map(([name, filter]) => [name, parseFilter(name, filter)])),
    inputs: parseInputs(file.on["workflow_dispatch"]),
    callDefaults: Object.fromEntries(
      [...parseInputs(file.on["workflow_call"])].map(([name, input]) => [
        name,
        input.default ?? emptyValue(input.type),
      ]),
    ),
    permissions: file.permissions,
    jobs: new Map(Object.entries(file.jobs)),
  };
}

/** Events whose values are not filters of the event. */
const WITHOUT_FILTER = new Set(["workflow_dispatch", "workflow_call", "schedule", "repository_dispatch"]);

function parseFilter(name: string, filter: unknown): Filter | undefined {
  if (filter === null || filter === undefined || WITHOUT_FILTER.has(name)) return undefined;
  return Filter.parse(filter);
}

function parseInputs(trigger: unknown): Map<string, z.infer<typeof Input>> {
  const { inputs } = Inputs.parse(trigger ?? {});
  return new Map(Object.entries(inputs ?? {}).map(([name, input]) => [name, Input.parse(input ?? {})]));
}

function emptyValue(type: z.infer<typeof Input>["type"]): InputValue {
  switch (type) {
    case "boolean":
      return false;
    case "number":
      return 0;
    case "string":
    case "choice":
    case "environment":
      return "";
    default:
      return type satisfies never;
  }
}
