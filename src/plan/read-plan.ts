import { checkTools, checkTracks, findUnknownLimits, findUnmatchedTracks } from "./check-assignment.ts";
import { findCycleErrors } from "./check-cycles.ts";
import { findForbiddenOverlaps, findOverlapWarnings } from "./check-overlaps.ts";
import { checkPatternNames, findUnusedPatterns } from "./check-patterns.ts";
import { resolveDependencies } from "./check-references.ts";
import { compareText } from "./compare-text.ts";
import type { AgentConfig, Config } from "./config.ts";
import { DEFAULT_CONFIG } from "./default-config.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Blocking, Entry } from "./entry.ts";
import { buildGraph } from "./graph.ts";
import { locateAll } from "./locate.ts";
import type { Plan, Problem } from "./plan.ts";
import { readConfig } from "./read-config.ts";
import type { ReadConfig } from "./read-config.ts";
import { readEntries } from "./read-entries.ts";
import { surroundingsOf } from "./read-workstream.ts";
import { CONFIG_PATHS, isWorkstreamFile } from "./source.ts";
import type { SourceFile } from "./source.ts";
import type { Workstream } from "./workstream.ts";

export interface PlanOptions {
  /** Instead of the configured agents. */
  readonly agents?: readonly AgentConfig[];
  /** Also warns of scopes that overlap, which no tick needs to know. */
  readonly warnOfOverlaps?: boolean;
}

/**
 * From the contents of all workstream files and the configuration to the plan, with everything that is wrong in any of
 * them. Other files among the sources are ignored, and so is their order.
 */
export function readPlan(sources: readonly SourceFile[], options: PlanOptions = {}): Plan {
  const configSource = findConfigSource(sources);
  const { config: written, findings } = configSource ? readConfig(configSource) : NO_CONFIG;
  const config: Config = { ...written, agents: options.agents ?? written.agents };
  const files = sources.filter(({ path }) => isWorkstreamFile(path)).toSorted((a, b) => compareText(a.path, b.path));
  const entries = readEntries(files, surroundingsOf(config));

  const graph = buildGraph(
    entries.flatMap((entry) => entry.ids),
    resolveDependencies(entries),
  );
  checkTools(entries, config.agents);
  checkTracks(entries, config);
  checkPatternNames(entries, config);
  const cycles = findCycleErrors(entries, graph);
  const plan = { config, workstreams: collectWorkstreams(entries), graph };
  const aboutConfig = [
    ...findings,
    // The configured agents: others in their place may know fewer tracks.
    ...findUnknownLimits(written, entries),
    ...findUnmatchedTracks(config, graph.nodes()),
    ...findUnusedPatterns(config, plan.workstreams),
  ];

  const found: readonly Blocking[] = [
    ...aboutConfig.map((finding) => ({ file: configSource?.path ?? "", finding, ids: [] })),
    ...cycles,
    ...findForbiddenOverlaps(entries, plan),
    ...(options.warnOfOverlaps ? findOverlapWarnings(entries, plan) : []),
    ...entries.flatMap((entry) => entry.findings.map((finding) => ({ file: entry.file, finding, ids: entry.ids }))),
  ];
  const located = locateAll(sources, found);
  return {
    ...plan,
    problems: collectProblems(located),
    diagnostics: located.map(({ diagnostic }) => diagnostic),
  };
}

/** The file that `parseConfig` wants: the first of CONFIG_PATHS that exists. */
export function findConfigSource(sources: readonly SourceFile[]): SourceFile | undefined {
  const paths = new Map(sources.map((source) => [source.path, source]));
  return CONFIG_PATHS.map((path) => paths.get(path)).find((source) => source !== undefined);
}

const NO_CONFIG: ReadConfig = { config: DEFAULT_CONFIG, findings: [] };

/** In the order of the ids; of several with one id, which is an error, the first. */
function collectWorkstreams(entries: readonly Entry[]): ReadonlyMap<string, Workstream> {
  const workstreams = new Map<string, Workstream>();
  const sorted = entries.flatMap(({ workstream }) => workstream ?? []).toSorted((a, b) => compareText(a.id, b.id));
  for (const workstream of sorted) if (!workstreams.has(workstream.id)) workstreams.set(workstream.id, workstream);
  return workstreams;
}

type Located = readonly { readonly given: Blocking; readonly diagnostic: Diagnostic }[];

function collectProblems(located: Located): ReadonlyMap<string, Problem> {
  const problems = new Map<string, Problem>();
  for (const { given, diagnostic } of located) {
    const { file, message, severity } = diagnostic;
    if (severity === "warning") continue;
    for (const id of given.ids) if (!problems.has(id)) problems.set(id, { file, message });
  }
  return problems;
}
