import type { Blocking, Entry } from "./entry.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { RelatedFinding } from "./finding.ts";
import { findCycles } from "./graph.ts";
import type { PlanGraph } from "./graph.ts";
import { strongComponents } from "./strong-components.ts";

/**
 * One error for each knot of cycles, with its shortest trail: at the place where the first member names the second; the
 * places of the others are related. It blocks every member of the knot, on the trail or not.
 */
export function findCycleErrors(entries: readonly Entry[], graph: PlanGraph): readonly Blocking[] {
  const trails = findCycles(graph);
  if (trails.length === 0) return [];
  const holders = new Map(entries.toReversed().flatMap((entry) => entry.ids.map((id) => [id, entry] as const)));
  const components = strongComponents(graph.nodes(), (id) => graph.outNeighbors(id));
  const knots = new Map(components.flatMap((members) => members.map((id) => [id, members] as const)));
  return trails.flatMap((trail) => {
    const [first, ...related] = stepsOf(trail, holders);
    if (first === undefined) return [];
    const message = `these wait for each other, so none can start: ${trail.join(" → ")}`;
    const finding = errorAt("cycle", first.at, message, "Remove one of these dependencies.", related);
    return [{ file: first.file, finding, ids: knots.get(trail[0] ?? "") ?? [] }];
  });
}

function stepsOf(trail: readonly string[], holders: ReadonlyMap<string, Entry>): readonly RelatedFinding[] {
  return trail.slice(0, -1).flatMap((id, index) => {
    const holder = holders.get(id);
    const next = trail[index + 1] ?? id;
    if (holder === undefined) return [];
    const at = holder.dependencies.find((dependency) => dependency.id === next)?.at ?? valueAt(holder.at);
    return [{ file: holder.file, at, message: `${id} depends on ${next}` }];
  });
}
