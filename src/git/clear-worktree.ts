import type { Dirent } from "node:fs";
import { constants } from "node:fs";
import { access, chmod, lstat, readdir, unlink } from "node:fs/promises";
import { UnreadError } from "./unread.ts";

/**
 * Makes everything below a folder something that git can take: what its owner may not read becomes readable, and what is
 * neither file, folder nor link, such as a pipe, is removed: git keeps none. Links are not followed. What belongs to
 * somebody else or lies too deep stays as it is: git says what it can't take.
 */
export async function clearWorktree(folder: string): Promise<void> {
  await clearFolder(Buffer.from(folder));
}

/** Opens a worktree itself, so that git can be started in it; throws where that can't be, or it is no folder any more. */
export async function openWorktree(path: string): Promise<void> {
  // Behind a link would be somebody else's files.
  if (!(await lstat(path)).isDirectory()) throw new UnreadError("the worktree is no folder any more");
  await allow(Buffer.from(path), 0o700).catch(leave);
  await access(path, constants.R_OK | constants.X_OK).catch((error: unknown) => {
    leave(error);
    throw new UnreadError("the worktree can't be opened");
  });
}

/** Names are bytes: they need not be UTF-8. */
async function clearFolder(folder: Buffer): Promise<void> {
  await allow(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: "buffer" })) {
    const path = Buffer.concat([folder, SLASH, entry.name]);
    await clearEntry(entry, path).catch(leave);
  }
}

async function clearEntry(entry: Dirent<Buffer>, path: Buffer): Promise<void> {
  if (entry.isDirectory()) await clearFolder(path);
  else if (entry.isFile()) await allow(path, 0o400);
  else if (!entry.isSymbolicLink()) await unlink(path);
}

const OUT_OF_REACH: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "ENAMETOOLONG"]);

function leave(error: unknown): void {
  if (!(error instanceof Error && "code" in error && OUT_OF_REACH.has(error.code))) throw error;
}

const SLASH = Buffer.from("/");

async function allow(path: Buffer, rights: number): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & rights) !== rights) await chmod(path, (mode & 0o7777) | rights);
}
