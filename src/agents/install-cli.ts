/** Finding the program of a coding-agent CLI, or installing it at its pinned version. */
import { randomUUID } from "node:crypto";
import { accessSync, constants, statSync } from "node:fs";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { AgentResult } from "./agent.ts";
import type { CliPackage } from "./cli.ts";
import { agentEnvironment } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { supervise } from "./supervise.ts";
import type { SuperviseOptions } from "./supervise.ts";
import { sweepInstallations } from "./sweep-installations.ts";
import type { WorkUser } from "./work-user.ts";

export interface InstallOptions {
  /** The folder of all programs that we install, each in a folder of its own; made where missing. */
  readonly programs: string;
  /** Of the configuration; undefined: the program that is there, else the version of the package. */
  readonly version: string | undefined;
  readonly environment: Environment;
  /** Who installs it, and may change it then; undefined: we ourselves. */
  readonly user: WorkUser | undefined;
  readonly logFile: string;
  readonly groupFile: string;
  readonly signal: AbortSignal;
  /** What the job has left; undefined: as long as it needs. */
  readonly minutesLeft?: (() => number) | undefined;
}

/** Where the program is; or why there is none, in a sentence. */
export type FoundProgram =
  | { readonly kind: "program"; readonly path: string }
  /** What another try may mend, such as a registry that does not answer. */
  | { readonly kind: "not-installed"; readonly why: string }
  | { readonly kind: "missing"; readonly why: string }
  | { readonly kind: "stopped" };

const INSTALL_MINUTES = 15;
const GRACE_MS = 2_000;

/** The program in PATH, unless the configuration names a version; else ours, installed where it is not there yet. */
export async function findOrInstall(cli: CliPackage, options: InstallOptions): Promise<FoundProgram> {
  const present = findPresent(cli, options);
  if (present !== undefined) return { kind: "program", path: present };
  const version = options.version ?? cli.version;
  return install(cli, version, installedProgram(cli, version, options.programs), options);
}

/** The same without installing anything; undefined: it would be installed. */
export function findPresent(
  cli: CliPackage,
  { version, programs, environment }: Pick<InstallOptions, "version" | "programs" | "environment">,
): string | undefined {
  const inPath = version === undefined ? findProgram(cli.program, environment) : undefined;
  if (inPath !== undefined) return inPath;
  const installed = installedProgram(cli, version ?? cli.version, programs);
  return isProgram(installed) ? installed : undefined;
}

/** The first program of this name in PATH. */
export function findProgram(name: string, environment: Environment): string | undefined {
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Ours of a version; it need not be there. */
function programFolder({ registry, name }: CliPackage, version: string, programs: string): string {
  return join(programs, `${registry}-${name.replaceAll(/[^A-Za-z0-9.-]/g, "_")}@${version}`);
}

function installedProgram(cli: CliPackage, version: string, programs: string): string {
  return join(programFolder(cli, version, programs), binFolder(cli), cli.program);
}

function binFolder({ registry }: CliPackage): string {
  return registry === "npm" ? "node_modules/.bin" : "bin";
}

/** Whether it is a file that this process may execute. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Into a folder that nobody knows, made known by a link when it is complete: a Python environment can't be moved, and of
 * two that install at once the later one's is thrown away.
 */
async function install(
  cli: CliPackage,
  version: string,
  installed: string,
  options: InstallOptions,
): Promise<FoundProgram> {
  const known = programFolder(cli, version, options.programs);
  const folder = `${known}.${randomUUID()}`;
  await sweepInstallations(known);
  await mkdir(folder, { recursive: true });
  await options.user?.own(folder);
  for (const argv of installSteps(cli, version, folder)) {
    const result = await supervise(installation(argv, folder, options));
    if (result.kind === "exited" && result.code === 0) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    if (result.kind === "stopped") return { kind: "stopped" };
    const why = `installing ${cli.name} ${version} failed: ${printResult(result)}`;
    return { kind: result.kind === "not-started" ? "missing" : "not-installed", why };
  }
  if (!isProgram(join(folder, binFolder(cli), cli.program))) {
    return { kind: "missing", why: `${cli.name} ${version} has no program ${cli.program}` };
  }
  await makeKnown(folder, known, installed);
  return { kind: "program", path: installed };
}

function printResult(result: Exclude<AgentResult, { kind: "stopped" }>): string {
  switch (result.kind) {
    case "exited":
      return `exit code ${result.code}, see its log`;
    case "signalled":
      return `signal ${result.signal}`;
    case "timed-out":
      return `it took longer than ${result.minutes} min`;
    case "not-started":
    case "not-installed":
      return result.message;
    default:
      return result satisfies never;
  }
}

/** Data that we wrote ourselves, each an argument: a version is letters, digits and dots. */
function installSteps({ registry, name }: CliPackage, version: string, folder: string): readonly (readonly string[])[] {
  switch (registry) {
    case "npm":
      return [
        ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", `${name}@${version}`],
      ];
    case "pypi":
      return [
        ["python3", "-m", "venv", folder],
        [join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--no-input", `${name}==${version}`],
      ];
    default:
      return registry satisfies never;
  }
}

/** Where packages come from is the user's own setting; where npm keeps its own files is another user's business. */
const REGISTRY_SETTING =
  /^npm_config_(?:.*registry.*|(?:https?[-_])?proxy|noproxy|ca|cafile|strict[-_]ssl|\/\/.+)$|^(?:pip_|uv_)|^(?:https?|no|all)_proxy$|^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|REQUESTS_CA_BUNDLE)$/i;

function installation(argv: readonly string[], folder: string, options: InstallOptions): SuperviseOptions {
  const { environment, user, logFile, groupFile, signal, minutesLeft } = options;
  const settings = Object.keys(environment).filter((name) => REGISTRY_SETTING.test(name));
  return {
    argv,
    cwd: folder,
    env: agentEnvironment(environment, settings),
    logFile,
    groupFile,
    timeoutMs: Math.min(INSTALL_MINUTES, minutesLeft?.() ?? Infinity) * 60_000,
    graceMs: GRACE_MS,
    signal,
    ...(user === undefined ? {} : { user }),
  };
}

async function makeKnown(folder: string, known: string, installed: string): Promise<void> {
  try {
    await symlink(folder, known);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (isProgram(installed)) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      return;
    }
    // It leads to a folder that somebody removed.
    await symlink(folder, `${folder}.link`);
    await rename(`${folder}.link`, known);
  }
}
