import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mainBranch } from "../git/main-branch.ts";
import type { MainBranch } from "../git/main-branch.ts";
import { openRepository } from "../git/repository.ts";
import type { Repository } from "../git/repository.ts";
import { parseConfig } from "../plan/read-config.ts";
import { CONFIG_PATHS, USUAL_CONFIG_PATH, WORKSTREAMS_DIRECTORY, isWorkstreamFile } from "../plan/source.ts";
import type { SourceFile } from "../plan/source.ts";
import { branchId } from "../state/names.ts";
import { printConfiguration, printInit, printNextSteps, printSampleWorkstream } from "../text/init.ts";
import { LOOP_WORKFLOW, SCHEDULE_WORKFLOW, printLoopWorkflow, printScheduleWorkflow } from "../text/loop-workflow.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";

/** `workstreams init`: the files that the loop on GitHub needs, never over one that is there, and what else to do. */
export async function init(context: CommandContext, options: { readonly json: boolean }): Promise<ExitCode> {
  const repository = await openRepository(context.directory);
  if (repository.kind !== "repository") throw new CommandError(2, repository.message);
  const { root, bare } = repository;
  if (bare) throw new CommandError(2, `${root} has no working tree: clone it, and run init in the clone`);
  const configuration = await findConfiguration(root);
  const configured = parseConfig(configuration).config.base;
  const { name: base, isRemote } =
    configured === undefined ? await findBase(repository) : { name: configured, isRemote: true };
  const result = await writeAll(root, [
    { path: `.github/workflows/${LOOP_WORKFLOW}`, text: printLoopWorkflow(base) },
    { path: `.github/workflows/${SCHEDULE_WORKFLOW}`, text: printScheduleWorkflow() },
    { path: USUAL_CONFIG_PATH, text: printConfiguration(), instead: configuration?.path },
    { path: SAMPLE, text: printSampleWorkstream(), instead: await findWorkstreams(root) },
  ]);
  if (options.json) printJson(context, result);
  else context.print(printInit(result));
  const sample = result.written.find((path) => path === SAMPLE);
  context.talk(
    printNextSteps({ base, isSure: isRemote, sample, configuration: configuration?.path ?? USUAL_CONFIG_PATH }),
  );
  return 0;
}

const SAMPLE = `${WORKSTREAMS_DIRECTORY}/ws-example.json`;

/** The configuration that counts, wherever it is: a second one would hide it, or be hidden. */
async function findConfiguration(root: string): Promise<SourceFile | undefined> {
  for (const path of CONFIG_PATHS) {
    const text = await unlessMissing(readFile(join(root, path), "utf8"));
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** Nobody who has workstreams needs a sample. */
async function findWorkstreams(root: string): Promise<string | undefined> {
  const names = (await unlessMissing(readdir(join(root, WORKSTREAMS_DIRECTORY)))) ?? [];
  const some = names.some((name) => isWorkstreamFile(`${WORKSTREAMS_DIRECTORY}/${name}`));
  return some ? `${WORKSTREAMS_DIRECTORY}/` : undefined;
}

async function findBase(repository: Repository): Promise<MainBranch> {
  const found = await mainBranch(repository);
  if (found !== undefined && branchId(found.name) === undefined) return found;
  throw new CommandError(2, "HEAD is not on the branch that work starts from: check that one out, and run init again");
}

interface WantedFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  /** What is there already and takes its place. */
  readonly instead?: string | undefined;
}

async function writeAll(
  root: string,
  files: readonly WantedFile[],
): Promise<{ readonly written: readonly string[]; readonly kept: readonly string[] }> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const { path, text, instead } of files) {
    if (instead !== undefined) kept.push(instead);
    else if (await writeNew(join(root, path), text)) written.push(path);
    else kept.push(path);
  }
  return { written, kept };
}

/** False where something is at that path already. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Also where it is a link that leads nowhere. A folder of the path that is a file fails on another path.
    if (codeOf(error) === "EEXIST" && "path" in error && error.path === path) return false;
    throw new CommandError(2, `${path} can't be written: ${error.message}`);
  }
}

async function unlessMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  return reading.catch((error: unknown) => {
    if (MISSING.has(codeOf(error) ?? "")) return undefined;
    throw error;
  });
}

const MISSING: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
