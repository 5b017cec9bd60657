import type { Dependency, Entry } from "./entry.ts";
import { errorAt, warningAt } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { nearest, onlyContinuation } from "./nearest.ts";

export type Edge = readonly [dependency: string, dependent: string];

/** A plan with more unknown ids has another problem than typing, and looking for the nearest one takes its time. */
const MAX_SUGGESTIONS = 100;

/** Resolves what every workstream depends on: edges between ids, and a finding for each id that nobody has. */
export function resolveDependencies(entries: readonly Entry[]): readonly Edge[] {
  const known = new Map<string, string>();
  for (const entry of entries) {
    const [only] = entry.ids;
    // An invalid id is still a name that others may use: they are blocked by it.
    if (entry.writtenId !== undefined && only !== undefined) known.set(entry.writtenId, only);
  }
  for (const id of entries.flatMap((entry) => entry.ids)) known.set(id, id);

  const suggest = createSuggestions([...known.keys()].toSorted());
  const edges: Edge[] = [];
  for (const entry of entries) {
    const [dependent] = entry.ids;
    for (const dependency of entry.dependencies) {
      const target = known.get(dependency.id);
      if (target === undefined) entry.findings.push(unknownDependency(dependency, entry, suggest));
      else if (dependent !== undefined && target !== dependent) edges.push([target, dependent]);
    }
  }
  return edges;
}

/** One that is finished or skipped no longer waits for anything, and people delete the files of finished work. */
function unknownDependency({ id, at }: Dependency, entry: Entry, suggest: Suggest): Finding {
  const message = `no workstream has the id ${JSON.stringify(id)}`;
  const status = entry.workstream?.status ?? "planned";
  const hint = suggest(id, entry.ids);
  return (status === "planned" ? errorAt : warningAt)("unknown-dependency", at, message, hint);
}

type Suggest = (unknown: string, own: readonly string[]) => string;

function createSuggestions(ids: readonly string[]): Suggest {
  let left = MAX_SUGGESTIONS;
  return (unknown, own) => {
    const continued = onlyContinuation(unknown.toLowerCase(), ids);
    if (continued !== undefined && !own.includes(continued)) return `Write ${continued}.`;
    left -= 1;
    const others = left < 0 ? [] : ids.filter((id) => !own.includes(id));
    const near = nearest(unknown, others);
    return near === undefined ? "Add a file for it, or remove this entry." : `Did you mean ${near}?`;
  };
}
