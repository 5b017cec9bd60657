/** The plan as it lies in a folder, committed or not: what people edit. */
import { readFile, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AgentConfig } from "../plan/config.ts";
import { templatePaths, withTemplates } from "../plan/check-templates.ts";
import type { Plan } from "../plan/plan.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { PlanOptions } from "../plan/read-plan.ts";
import { CONFIG_PATHS, WORKSTREAMS_DIRECTORY, isWorkstreamFile } from "../plan/source.ts";
import type { SourceFile } from "../plan/source.ts";
import { CommandError } from "./command-error.ts";

/** How many files are opened at once. */
const PARALLEL = 64;

export interface WorkingPlan {
  /** The folder that holds `workstreams/`. */
  readonly root: string;
  readonly plan: Plan;
  /** What the plan was read from. */
  readonly sources: readonly SourceFile[];
  /** Files in `workstreams/` that look like some of the plan, but are not: their names do not begin with `ws-`. */
  readonly ignored: readonly string[];
}

/** Reads the plan of the nearest folder with `workstreams/` at or above `directory`. `agents` replace the configured. */
export async function readWorkingPlan(
  directory: string,
  agents?: readonly AgentConfig[],
  options: Omit<PlanOptions, "agents"> = {},
): Promise<WorkingPlan> {
  if (!(await isDirectory(directory)))
    throw new CommandError(2, `${directory} is not a folder: name one of a repository`);
  const root = await findRoot(directory);
  if (root === undefined) {
    throw new CommandError(
      2,
      `no ${WORKSTREAMS_DIRECTORY}/ folder in ${directory} or above it: \`workstreams init\` makes one, with a sample; in a workflow, check the repository out first`,
    );
  }
  return readPlanIn(root, { ...options, ...(agents === undefined ? {} : { agents }) });
}

/** Reads the plan of this very folder, which need not have a `workstreams/`. */
export async function readPlanIn(root: string, options: PlanOptions = {}): Promise<WorkingPlan> {
  const names = await listNames(join(root, WORKSTREAMS_DIRECTORY));
  const paths = names.map((name) => `${WORKSTREAMS_DIRECTORY}/${name}`);
  const sources = await readSources(root, [...paths.filter(isWorkstreamFile).toSorted(), ...CONFIG_PATHS]);
  const ignored = paths.filter((path) => LOOKS_LIKE_ONE.test(path) && !isWorkstreamFile(path));
  const plan = readPlan(sources, options);
  const templates = await readSources(root, templatePaths(plan.config));
  return { root, ignored, sources, plan: withTemplates(plan, sources, templates) };
}

async function listNames(folder: string): Promise<readonly string[]> {
  return (await isDirectory(folder)) ? readdir(folder) : [];
}

const LOOKS_LIKE_ONE = /\.(?:jsonc?|ya?ml)$/i;

async function findRoot(directory: string): Promise<string | undefined> {
  for (let current = directory; ; current = dirname(current)) {
    if (await isDirectory(join(current, WORKSTREAMS_DIRECTORY))) return current;
    if (current === dirname(current)) return undefined;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function readSources(root: string, paths: readonly string[]): Promise<readonly SourceFile[]> {
  const sources: SourceFile[] = [];
  for (let start = 0; start < paths.length; start += PARALLEL) {
    const batch = paths.slice(start, start + PARALLEL).map((path) => readSource(root, path));
    for (const source of await Promise.all(batch)) if (source !== undefined) sources.push(source);
  }
  return sources;
}

/** What is gone meanwhile, leads nowhere, or is a folder. */
const NO_FILE: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

/** A file that is not there is no source; one that can't be read is an error that names it. */
async function readSource(root: string, path: string): Promise<SourceFile | undefined> {
  try {
    return { path, text: await readFile(join(root, path), "utf8") };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && NO_FILE.has(String(error.code))) return undefined;
    throw new CommandError(2, `${join(root, path)} can't be read: ${error.message}`);
  }
}
