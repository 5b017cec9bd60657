/** The workflows that we ship, and those that `workstreams init` writes, as their files say it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import {
  LOOP_WORKFLOW,
  SCHEDULE_WORKFLOW,
  printLoopWorkflow,
  printScheduleWorkflow,
} from "../../src/text/loop-workflow.ts";

export const ROOT = join(import.meta.dirname, "../..");

const Texts = z.record(z.string(), z.unknown());
const Names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);

const Step = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: Texts.default({}),
  env: Texts.default({}),
});
export type Step = z.infer<typeof Step>;

const Job = z.strictObject({
  name: z.string().optional(),
  needs: Names.default([]),
  if: z.string().optional(),
  uses: z.string().optional(),
  "runs-on": z.unknown().optional(),
  container: z.unknown().optional(),
  "timeout-minutes": z.number().optional(),
  permissions: z.record(z.string(), z.enum(["read", "write"])),
  concurrency: z.unknown().optional(),
  strategy: z.strictObject({ "fail-fast": z.boolean(), matrix: Texts }).optional(),
  outputs: z.record(z.string(), z.string()).default({}),
  with: Texts.default({}),
  secrets: z.record(z.string(), z.string()).default({}),
  steps: z.array(Step).default([]),
});
export type Job = z.infer<typeof Job>;

const File = z.strictObject({
  name: z.string(),
  on: Texts,
  permissions: z.strictObject({}),
  jobs: z.record(z.string(), Job),
});

/** A file with a key that is not looked at here, such as `env` of a job, is no file of ours: reading it fails. */
export interface WorkflowText {
  /** From the root of the repository that it belongs to. */
  readonly path: string;
  readonly text: string;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const ORCHESTRATE = readShipped("orchestrate.yml");
export const WORKSTREAM = readShipped("workstream.yml");
export const SHIPPED = [ORCHESTRATE, WORKSTREAM];

export const LOOP = toWorkflow(LOOP_WORKFLOW, printLoopWorkflow("main"));
const SCHEDULE = toWorkflow(SCHEDULE_WORKFLOW, printScheduleWorkflow());
/** What `init` writes into a repository. */
export const WRITTEN = [LOOP, SCHEDULE];

export const ACTION = z
  .object({
    inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
    outputs: z.record(z.string(), z.object({ description: z.string() })),
  })
  .parse(parse(readFileSync(join(ROOT, "action.yml"), "utf8")));

/** All jobs of some files, each with where it stands. */
export function jobsOf(files: readonly WorkflowText[]): readonly (readonly [string, Job])[] {
  return files.flatMap(({ path, jobs }) => Object.entries(jobs).map(([id, job]) => [`${path}: ${id}`, job] as const));
}

/** A job of a file; throws where there is none. */
export function jobIn(file: WorkflowText, id: string): Job {
  const job = file.jobs[id];
  if (job === undefined) throw new Error(`${file.path} has no job ${id}`);
  return job;
}

function readShipped(name: string): WorkflowText {
  return toWorkflow(name, readFileSync(join(ROOT, ".github/workflows", name), "utf8"));
}

function toWorkflow(name: string, text: string): WorkflowText {
  return { path: `.github/workflows/${name}`, text, jobs: File.parse(parse(text)).jobs };
}

/** How the shipped workflows name the action: a path, because `$/` alone is no reference for the runner. */
export const STEP_ACTION = "$/.github/actions/step";
