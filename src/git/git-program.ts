import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

const NAME = process.platform === "win32" ? "git.exe" : "git";

let found: string | undefined;

/**
 * Git's absolute path, looked up in PATH once in the life of this process: before any agent has run. Folders in PATH may
 * be open to everybody, and what an agent puts there must not run as us. Just the name where there is none yet.
 */
export function gitProgram(): string {
  found ??= findIn(process.env["PATH"] ?? "");
  return found ?? NAME;
}

/** The current folder is nowhere to look for programs. */
function findIn(path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, NAME)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
