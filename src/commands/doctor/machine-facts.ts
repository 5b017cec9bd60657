import { access, constants, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { findElevation } from "../../agents/as-root.ts";
import { askProgram } from "../../agents/ask-program.ts";
import type { Environment } from "../../agents/environment.ts";
import { findProgram } from "../../agents/install-cli.ts";
import type { Installers, InstallerState } from "../../decide/doctor-agent.ts";
import type { MachineFacts, ProgramFacts } from "../../decide/doctor-machine.ts";
import { OLDEST_GIT, isTooOld, readGitVersion } from "../../git/git-version.ts";

/** `folder` is where attempts work; it need not be there. */
export async function readMachine(folder: string, environment: Environment): Promise<MachineFacts> {
  const [git, problem, installers, elevation] = await Promise.all([
    readGit(),
    findWriteProblem(folder),
    readInstallers(environment),
    process.platform === "linux" ? findElevation() : undefined,
  ]);
  return {
    git,
    node: readNode(),
    folder: { path: folder, problem },
    otherUser: process.platform === "linux" ? elevation !== undefined : undefined,
    installers,
  };
}

async function readGit(): Promise<ProgramFacts | undefined> {
  const version = await readGitVersion(tmpdir());
  return version === undefined ? undefined : { version, oldest: OLDEST_GIT, isOld: isTooOld(version) };
}

const OLDEST_NODE = 20;

function readNode(): ProgramFacts {
  const version = process.versions.node;
  return { version, oldest: String(OLDEST_NODE), isOld: Number.parseInt(version, 10) < OLDEST_NODE };
}

/** Of the nearest folder that is there: the rest is made when it is needed. */
async function findWriteProblem(folder: string): Promise<string | undefined> {
  for (let current = folder; ; current = dirname(current)) {
    try {
      if (!(await stat(current)).isDirectory()) return `${current} is not a folder`;
      await access(current, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const isMissing = "code" in error && error.code === "ENOENT";
      if (!isMissing || current === dirname(current)) return error.message;
    }
  }
}

async function readInstallers(environment: Environment): Promise<Installers> {
  const npm = findProgram("npm", environment) === undefined ? "absent" : "ready";
  return { npm, pypi: await readPython(environment) };
}

/** What its environments are made with is a package of its own on some systems. */
async function readPython(environment: Environment): Promise<InstallerState> {
  const python = findProgram("python3", environment);
  if (python === undefined) return "absent";
  const answer = await askProgram([python, "-c", "import venv, ensurepip"], environment);
  return answer === undefined ? "incomplete" : "ready";
}
