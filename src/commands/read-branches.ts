/** What git alone knows of the branches: whose work they hold, and whether the base already has it. */
import { newestClaims, unreachable } from "../git/ancestry.ts";
import type { Attempt, Sha, Snapshot } from "../state/facts.ts";
import type { Project } from "./project.ts";

export interface BranchInput {
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
  /** Heads by id. */
  readonly branches: ReadonlyMap<string, Sha>;
  readonly base: Sha;
  /** Heads that the forge calls merged. */
  readonly merged: ReadonlySet<Sha>;
}

export async function readBranches(
  project: Project,
  input: BranchInput,
): Promise<Pick<Snapshot, "strays" | "contained">> {
  const [strays, contained] = await Promise.all([readStrays(project, input), readContained(project, input)]);
  return { strays, contained };
}

/** A branch as its attempt delivered it needs no look; of any other git says whether a claim of its id is below it. */
async function readStrays(project: Project, { attempts, branches }: BranchInput): Promise<ReadonlySet<string>> {
  const moved = [...branches].filter(([id, head]) => !(attempts.get(id) ?? []).some(({ end }) => end?.head === head));
  const lineages = moved.map(([id, head]) => ({ head, claims: (attempts.get(id) ?? []).map(({ claim }) => claim) }));
  const claims = await newestClaims(project.repository, lineages);
  return new Set(moved.flatMap(([id], index) => (claims[index] === undefined ? [id] : [])));
}

/** Where the forge tells of a merge nobody has to ask git. */
async function readContained(project: Project, { attempts, base, merged }: BranchInput): Promise<ReadonlySet<Sha>> {
  const delivered = [...attempts.values()].flatMap((own) => own.at(-1)?.end?.head ?? []);
  const heads = delivered.filter((head) => !merged.has(head));
  const missing = await unreachable(project.repository, heads, base);
  return new Set(heads.filter((head) => !missing.has(head)));
}
