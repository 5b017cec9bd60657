import type { Config } from "./config.ts";
import { digestOf } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { describe } from "./explain-issue.ts";
import { normaliseTool, toNumber } from "./fields.ts";
import { errorAt, valueAt } from "./finding.ts";
import type { Path } from "./finding.ts";
import { isObject } from "./json-object.ts";
import { distinctPatterns } from "./scope.ts";
import type { PathCase } from "./scope.ts";
import type { TrackIndex } from "./tracks.ts";
import { checkRest, checkScope, readAcceptance, readDependencies, readHours, readPaths } from "./workstream-checks.ts";
import { parseFields } from "./workstream-fields.ts";
import type { Workstream } from "./workstream.ts";

/** What the configuration adds to every workstream. */
export interface Surroundings {
  readonly defaults: Config["defaults"];
  readonly tracks: TrackIndex;
  readonly pathCase: PathCase;
}

/** Reads one workstream of a file; all that is wrong in it becomes findings, the rest is still read. */
export function readWorkstream(value: unknown, file: string, at: Path, surroundings: Surroundings): Entry {
  if (!isObject(value)) return notAnObject(value, file, at);
  const { id, fields, findings } = parseFields(value, file, at);
  const writtenId = typeof value["id"] === "string" ? value["id"] : undefined;

  const { defaults, tracks, pathCase } = surroundings;
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
  const workstream: Workstream = {
    id,
    title: fields.title?.trim() || id,
    dependsOn: dependencies.map((dependency) => dependency.id),
    filesScope,
    filesCreate,
    scope,
    tasks,
    acceptance,
    tool: fields.tool ? normaliseTool(fields.tool) : undefined,
    track: fields.track ?? tracks.trackOf(id),
    priority: fields.priority === "medium" ? "normal" : (fields.priority ?? "normal"),
    pattern: fields.pattern ?? undefined,
    estimate: hours ?? defaults.estimate ?? 1 + tasks.length,
    timeoutMinutes: toNumber(fields.timeout_minutes) ?? defaults.timeoutMinutes,
    maxAttempts: fields.circuit_breaker?.max_attempts ?? defaults.maxAttempts,
    status: fields.status ?? "planned",
    definition: value,
    digest: digestOf(value),
    file,
  };
  return { ...entry, ids: [id], workstream };
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
