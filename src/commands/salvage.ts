/** Saving what an agent left in its worktree, whatever state it is in. */
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { commitWorktree } from "../git/commit-worktree.ts";
import { complaintOf } from "../git/complaint.ts";
import { checkCommits } from "../git/quarantine.ts";
import type { Sha } from "../state/facts.ts";
import { workMessage } from "../text/work.ts";
import { keptFolder } from "./paths.ts";
import type { Project } from "./project.ts";

export interface SalvageTask {
  readonly workstream: { readonly id: string; readonly title: string };
  readonly number: number;
  readonly agent: string;
  readonly claim: Sha;
  /** The worktree. */
  readonly tree: string;
}

export type Salvaged =
  | Awaited<ReturnType<typeof commitWorktree>>
  /**
   * Git can't commit it: its files are in `folder` now, and stay there. `isRefused`: because of what it is; else because of
   * the machine, such as a full disk.
   */
  | { readonly kind: "kept"; readonly folder: string; readonly isRefused: boolean; readonly why: string };

/** Commits it or, where git can't, keeps the files. A worktree that is not there holds nothing. */
export async function salvage(project: Project, task: SalvageTask): Promise<Salvaged> {
  const { workstream, agent, claim, tree } = task;
  if (!existsSync(tree)) return { kind: "unchanged" };
  try {
    const left = await commitWorktree(project.repository, tree, claim, workMessage(workstream, agent));
    // The agent's own commits, and what its index says, may hold what git itself would never write.
    const fault = left.kind === "unchanged" ? undefined : await checkCommits(project.repository, left.head, claim);
    if (fault === undefined) return left;
    return { kind: "kept", folder: await keepFiles(project, task), isRefused: true, why: fault };
  } catch (error) {
    const complaint = complaintOf(error);
    const isRefused = complaint !== undefined && !NO_ROOM.test(complaint);
    return { kind: "kept", folder: await keepFiles(project, task), isRefused, why: complaint ?? firstLine(error) };
  }
}

/** Nothing that could be said of the work. */
const NO_ROOM = /no space left|quota exceeded|out of memory|cannot allocate/i;

async function keepFiles(project: Project, { workstream, number, claim, tree }: SalvageTask): Promise<string> {
  const folder = keptFolder(project.paths, workstream.id, number, claim);
  await mkdir(dirname(folder), { recursive: true });
  await rename(tree, folder);
  return folder;
}

/** The commit that holds what was left; undefined where nothing was, or where it could only be kept. */
export function salvagedHead(salvaged: Salvaged): Sha | undefined {
  return salvaged.kind === "committed" || salvaged.kind === "rewritten" ? salvaged.head : undefined;
}

/** What an error says, for an end's detail. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
