import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Workflow } from "./workflow.ts";

/** Where a hosted runner keeps its own programs and credentials, from its home folder. */
const IN_HOME = ["actions-runner", "runners", ".docker", ".config", ".ssh"];

/** Takes the runner's folders from everybody but its own user, so that an agent finds neither credentials nor outputs. */
export async function lockRunnerFolders({ environment, temporary, workspace }: Workflow): Promise<void> {
  const home = environment["HOME"];
  const own = home === undefined ? [] : IN_HOME.map((name) => join(home, name));
  for (const folder of [temporary, workspace, ...own]) if (await isFolder(folder)) await chmod(folder, 0o700);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
