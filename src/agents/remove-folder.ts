import { rm } from "node:fs/promises";
import { runProgram } from "./as-root.ts";
import { systemProgram } from "./system-programs.ts";

/**
 * Removes a folder with everything in it; one that is gone is fine. What a program has filled may hold folders that it
 * closed, as Go's cache of modules does, and paths longer than a program can name. Rejects where something stays.
 */
export async function removeFolder(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    if (process.platform === "win32") throw error;
    await removeBySystem(path);
  }
}

async function removeBySystem(path: string): Promise<void> {
  await openFolders(path);
  try {
    await runProgram([systemProgram("rm"), "-rf", "--", path]);
  } catch (error) {
    throw new Error(`${path} can't be removed: ${reasonOf(error)}`, { cause: error });
  }
}

/** Their files need no rights to be removed, and may be somebody else's by a hard link. */
async function openFolders(path: string): Promise<void> {
  const chmod = systemProgram("chmod");
  // One by one what has to be opened before anything is found in it; the rest at once.
  const closed = ["!", "-perm", "-500", "-execdir", chmod, "u+rwx", "{}", ";"];
  const locked = ["!", "-perm", "-200", "-exec", chmod, "u+w", "{}", "+"];
  // Where the whole path is too long to be named.
  const left = ["!", "-perm", "-200", "-execdir", chmod, "u+w", "{}", ";"];
  for (const tests of [["(", ...closed, "-o", ...locked, ")"], left]) {
    // What it could not do `rm` says.
    await runProgram([systemProgram("find"), path, "-type", "d", ...tests]).catch(() => undefined);
  }
}

/** Of what `rm` says, without the path, which may be very long. */
function reasonOf(failure: unknown): string {
  const said = failure instanceof Error && "stderr" in failure ? String(failure.stderr) : String(failure);
  return /: ([^:]+)$/.exec(said.trimEnd())?.[1] ?? "something of it stays";
}
