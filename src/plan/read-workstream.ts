import type { Config, Pattern } from "./config.ts";
import { digestOf } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { describe } from "./explain-issue.ts";
import { normaliseTool, toNumber } from "./fields.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Path } from "./finding.ts";
import { isObject } from "./json-object.ts";
import { findPattern, withPatternTests } from "./patterns.ts";
import { distinctPatterns } from "./scope.ts";
import type { PathCase } from "./scope.ts";
import { indexTracks } from "./tracks.ts";
import type { TrackIndex } from "./tracks.ts";
import { checkRest, checkScope, readAcceptance, readDependencies, readHours, readPaths } from "./workstream-checks.ts";
import { parseFields } from "./workstream-fields.ts";
import type { Workstream } from "./workstream.ts";

/** What the configuration adds to every workstream. */
export interface Surroundings {
  readonly defaults: Config["defaults"];
  readonly tracks: TrackIndex;
  readonly patterns: readonly Pattern[];
  readonly pathCase: PathCase;
}

export function surroundingsOf({ defaults, tracks, patterns, scopes }: Config): Surroundings {
  return { defaults, tracks: indexTracks(tracks), patterns, pathCase: scopes.case };
}

/** Reads one workstream of a file; all that is wrong in it becomes findings, the rest is still read. */
export function readWorkstream(value: unknown, file: string, at: Path, surroundings: Surroundings): Entry {
  if (!isObject(value)) return notAnObject(value, file, at);
  const { id, fields, findings } = parseFields(value, file, at);
  const writtenId = typeof value["id"] === "string" ? value["id"] : undefined;

  const { defaults, tracks, patterns, pathCase } = surroundings;
  const filesScope = readPaths(fields.files_scope ?? [], [...at, "files_scope"], { before: [], pathCase }, findings);
  const filesCreate = readPaths(
    fields.files_create ?? [],
    [...at, "files_create"],
    { before: filesScope, pathCase },
    findings,
  );
  const scope = distinctPatterns([...filesScope, ...filesCreate]);
  const dependencies = readDependencies(fields, writtenId ?? "", at, findings);
  const acceptance = readAcceptance(fields, at, findings);
  const hours = readHours(fields, at, findings);
  checkScope(value, fields.status, at, findings);
  checkRest(scope, { definition: value, pathCase }, at, findings);
  const entry = { file, at, hints: [], writtenId, dependencies, findings };
  if (id === undefined) return { ...entry, ids: [], workstream: undefined };

  const tasks = fields.tasks ?? [];
  const track = fields.track ?? tracks.trackOf(id);
  const pattern = findPattern(patterns, { id, track, definition: value });
  const workstream: Workstream = {
    id,
    title: fields.title?.trim() || id,
    dependsOn: dependencies.map((dependency) => dependency.id),
    filesScope,
    filesCreate,
    scope,
    tasks,
    acceptance: withPatternTests(pattern, acceptance),
    tool: fields.tool ? normaliseTool(fields.tool) : pattern?.type,
    track,
    priority: fields.priority === "medium" ? "normal" : (fields.priority ?? "normal"),
    pattern: pattern?.id,
    promptTemplate: pattern?.promptTemplate,
    command: pattern?.command,
    ...findEstimate(hours, defaults.estimate, tasks),
    timeoutMinutes: toNumber(fields.timeout_minutes) ?? pattern?.timeoutMinutes ?? defaults.timeoutMinutes,
    maxAttempts: fields.circuit_breaker?.max_attempts ?? pattern?.maxAttempts ?? defaults.maxAttempts,
    status: fields.status ?? "planned",
    definition: value,
    digest: digestOf(value),
    file,
  };
  return { ...entry, ids: [id], workstream };
}

function findEstimate(
  written: number | undefined,
  byDefault: number | undefined,
  tasks: readonly string[],
): Pick<Workstream, "estimate" | "estimateSource"> {
  if (written !== undefined) return { estimate: written, estimateSource: "written" };
  if (byDefault !== undefined) return { estimate: byDefault, estimateSource: "default" };
  return { estimate: 1 + tasks.length, estimateSource: "tasks" };
}

function notAnObject(value: unknown, file: string, at: Path): Entry {
  const what = at.length === 0 ? "a workstream file" : "each entry of a workstream file's list";
  const message = `${what} must be an object, but is ${describe(value)}`;
  const hint = 'Write an object with at least "id" and "files_scope".';
  const finding = errorAt("wrong-type", valueAt(at), message, hint);
  return {
    file,
    at,
    ids: [],
    hints: [],
    writtenId: undefined,
    workstream: undefined,
    dependencies: [],
    findings: [finding],
  };
}
