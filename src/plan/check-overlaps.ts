import { checkPath } from "./check-path.ts";
import type { DiagnosticCode } from "./diagnostic.ts";
import type { Blocking, Entry } from "./entry.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Spot } from "./finding.ts";
import type { Plan } from "./plan.ts";
import { overlap } from "./scope.ts";
import { findPairsByCase, findUnorderedPairs } from "./workstream-pairs.ts";
import type { WorkstreamPair } from "./workstream-pairs.ts";

type CheckedPlan = Pick<Plan, "workstreams" | "graph" | "config">;

/** So many pairs are named; with more, the last one says so. */
const MOST = 25;

/** Where the configuration forbids it: workstreams that may write the same path while neither waits for the other. */
export function findForbiddenOverlaps(entries: readonly Entry[], plan: CheckedPlan): readonly Blocking[] {
  if (plan.config.overlap.unordered !== "forbid") return [];
  const describe = describer(entries, plan);
  const found: Blocking[] = [];
  const blocked = new Set<string>();
  for (const pair of findUnorderedPairs(plan)) {
    const ids = [pair.a.id, pair.b.id];
    // Every one of them is blocked, though not for every pair.
    if (found.length >= MOST && ids.every((id) => blocked.has(id))) continue;
    found.push({ ...describe(pair, "unordered-overlap", "error"), ids });
    for (const id of ids) blocked.add(id);
  }
  return found;
}

/** Where the configuration does not say otherwise, the same as warnings; and paths that differ by case only. */
export function findOverlapWarnings(entries: readonly Entry[], plan: CheckedPlan): readonly Blocking[] {
  const describe = describer(entries, plan);
  const warn = (pairs: Iterable<WorkstreamPair>, code: OverlapCode): readonly Blocking[] => {
    const first = takeFirst(pairs, MOST + 1);
    const found = first.slice(0, MOST).map((pair) => ({ ...describe(pair, code, "warning"), ids: [] }));
    return first.length > MOST ? found.map((each, index) => (index === MOST - 1 ? withMore(each) : each)) : found;
  };
  return [
    ...(plan.config.overlap.unordered === "warn" ? warn(findUnorderedPairs(plan), "unordered-overlap") : []),
    ...warn(findPairsByCase(plan), "case-overlap"),
  ];
}

type OverlapCode = Extract<DiagnosticCode, "unordered-overlap" | "case-overlap">;

/** At the pattern of the second one, which the first one's pattern is related to. */
function describer(entries: readonly Entry[], { config }: CheckedPlan) {
  const holders = new Map(entries.toReversed().flatMap((entry) => entry.ids.map((id) => [id, entry] as const)));
  return ({ a, b }: WorkstreamPair, code: OverlapCode, severity: "error" | "warning") => {
    const shared = overlap(a.scope, b.scope, code === "case-overlap" ? "insensitive" : config.scopes.case);
    const { a: inA = "", b: inB = "", witness = "" } = shared ?? {};
    const related = { file: a.file, at: placeOf(inA, holders.get(a.id)), message: `${a.id} may write it too` };
    const { message, hint } = SENTENCES[code](a.id, b.id, witness);
    const finding = { ...errorAt(code, placeOf(inB, holders.get(b.id)), message, hint, [related]), severity };
    return { file: b.file, finding };
  };
}

interface Sentences {
  readonly message: string;
  readonly hint: string;
}

const SENTENCES: Readonly<Record<OverlapCode, (a: string, b: string, witness: string) => Sentences>> = {
  "unordered-overlap": (a, b, witness) => ({
    message: `${a} and ${b} overlap, and neither depends on the other: both may write ${witness}`,
    hint: "Add a dependency, or narrow one scope.",
  }),
  "case-overlap": (a, b, witness) => ({
    message: `${a} and ${b} hold paths that differ by case only: where case is ignored, both may write ${witness}`,
    hint: "Write both alike, or set scopes.case to insensitive.",
  }),
};

function withMore(last: Blocking): Blocking {
  const hint = `${last.finding.hint} There are more pairs like this one: \`workstreams overlap\` lists pairs.`;
  return { ...last, finding: { ...last.finding, hint } };
}

/** Where a workstream's file has a pattern of its scope. */
export function placeOf(pattern: string, entry: Entry | undefined): Spot {
  for (const key of ["files_scope", "files_create"]) {
    const written = entry?.workstream?.definition[key];
    if (!Array.isArray(written)) continue;
    const index = written.findIndex((each) => typeof each === "string" && isPattern(each, pattern));
    if (index !== -1) return valueAt([...(entry?.at ?? []), key, index]);
  }
  return valueAt(entry?.at ?? []);
}

function isPattern(written: string, pattern: string): boolean {
  const checked = checkPath(written);
  return checked.kind === "good" && checked.pattern === pattern;
}

function takeFirst<Item>(items: Iterable<Item>, most: number): readonly Item[] {
  const taken: Item[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === most) break;
  }
  return taken;
}
