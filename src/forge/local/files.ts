/** The files behind refs/workstreams/forge: what the local forge knows and git alone does not. */
import { z } from "zod";
import type { Sha } from "../../state/facts.ts";
import { FORGE_REF } from "../../state/names.ts";
import { ForgeError } from "../forge.ts";

const ObjectName = z.string().regex(/^[0-9a-f]{40}$/, "must be the full name of a commit");

/** `pulls/<number>.json`. What git did to the branch since it was written is not in it, see pulls.ts. */
export const PullFile = z.object({
  number: z.int().positive(),
  // It becomes part of a ref's name.
  branch: z.string().regex(/^workstreams\/[a-z0-9-]+$/, "must be workstreams/<id>"),
  head: ObjectName,
  /** The base branch when the pull request was opened. */
  base: ObjectName,
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
  author: z.string(),
  state: z.enum(["open", "closed", "merged"]),
  openedAt: z.int(),
  closedAt: z.int().optional(),
  mergedAs: ObjectName.optional(),
  comments: z.array(z.object({ marker: z.string(), body: z.string(), at: z.int() })),
  /** What people said of it, in their order. */
  remarks: z.array(z.object({ who: z.string(), at: z.int(), text: z.string() })).default([]),
});
export type PullFile = Readonly<z.infer<typeof PullFile>>;

/** `statuses/<first two of sha>/<sha>.json`: the newest status of each context, whose case does not count. */
export const StatusFile = z.object({
  sha: ObjectName,
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.enum(["pending", "success", "failure", "error"]),
      description: z.string(),
      at: z.int(),
    }),
  ),
});
export type StatusFile = Readonly<z.infer<typeof StatusFile>>;

/** All of it. */
export interface ForgeState {
  readonly pulls: ReadonlyMap<number, PullFile>;
  readonly statuses: ReadonlyMap<Sha, StatusFile>;
}

/** The files that one step writes anew. */
export interface ForgeChange {
  readonly pulls?: readonly PullFile[];
  readonly statuses?: readonly StatusFile[];
}

export function applyChange(state: ForgeState, change: ForgeChange): ForgeState {
  const pulls = new Map(state.pulls);
  for (const pull of change.pulls ?? []) pulls.set(pull.number, pull);
  const statuses = new Map(state.statuses);
  for (const file of change.statuses ?? []) statuses.set(file.sha, file);
  return { pulls, statuses };
}

export function printChange(change: ForgeChange): readonly { readonly path: string; readonly text: string }[] {
  const pulls = change.pulls ?? [];
  const statuses = change.statuses ?? [];
  return [
    ...pulls.map((pull) => ({ path: `pulls/${pull.number}.json`, text: printJson(pull) })),
    ...statuses.map((file) => ({ path: `statuses/${file.sha.slice(0, 2)}/${file.sha}.json`, text: printJson(file) })),
  ];
}

/** Reads one file into the change that would write it; undefined: it is none of ours. Rejects a damaged one. */
export function parseFile(path: string, text: string): ForgeChange | undefined {
  const [, folder, name] = /^(pulls|statuses\/[0-9a-f]{2})\/([0-9a-f]+)\.json$/.exec(path) ?? [];
  if (folder === undefined) return undefined;
  if (folder === "pulls") {
    const pull = parseJson(PullFile, path, text);
    if (String(pull.number) !== name) throw damage(path, `its number is ${pull.number}`);
    return { pulls: [pull] };
  }
  const file = parseJson(StatusFile, path, text);
  if (file.sha !== name) throw damage(path, `its commit is ${file.sha}`);
  return { statuses: [file] };
}

function parseJson<T>(schema: z.ZodType<T>, path: string, text: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damage(path, "it is no JSON");
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw damage(path, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it has another shape"}`);
}

function damage(path: string, what: string): ForgeError {
  const next = `see \`git log -p ${FORGE_REF} -- ${path}\` and set the ref back to a commit before the damage`;
  return new ForgeError("refused", `${FORGE_REF}: ${path} is damaged (${what}): ${next}`);
}

function printJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
