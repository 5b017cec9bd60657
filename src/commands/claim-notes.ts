/** What people said of the work so far: read by the tick that claims, because an agent's job may ask the forge for nothing. */
import { ForgeError } from "../forge/forge.ts";
import type { Snapshot } from "../state/facts.ts";
import type { Remark } from "../state/remark.ts";
import { printNotes } from "../text/notes.ts";
import type { ClaimAction } from "./claims.ts";
import type { Scene } from "./perform.ts";

/** For each claim, in their order, the notes that it carries: those of the delivered attempt's own, and what was said since. */
export async function readNotes(scene: Scene, actions: readonly ClaimAction[]): Promise<readonly string[]> {
  return Promise.all(actions.map(({ id }) => notesOf(scene, id)));
}

async function notesOf(scene: Scene, id: string): Promise<string> {
  const pull = newestPull(scene.reading.snapshot, id);
  const delivered = scene.reading.snapshot.attempts.get(id)?.find(({ number }) => number === pull?.attempt);
  if (pull === undefined || delivered === undefined) return "";
  const since = delivered.end?.at ?? delivered.claim.at;
  return printNotes(delivered.claim.notes, await readRemarks(scene, pull.number, since));
}

/** Open or closed: what is merged needs no other attempt for what was said of it. */
function newestPull({ pulls }: Snapshot, id: string): Snapshot["pulls"][number] | undefined {
  const newest = pulls.findLast((pull) => pull.id === id);
  return newest?.state === "merged" ? undefined : newest;
}

/** An attempt without them is better than none. */
async function readRemarks({ project, refused }: Scene, pull: number, since: number): Promise<readonly Remark[]> {
  try {
    return await project.forge.feedback(pull, since);
  } catch (error) {
    if (refused === undefined || !(error instanceof ForgeError) || error.kind !== "refused") throw error;
    refused(undefined, error.message);
    return [];
  }
}
