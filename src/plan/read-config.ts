import type { Config } from "./config.ts";
import { ConfigFile } from "./config-schema.ts";
import { DEFAULT_CONFIG, mebibytes } from "./default-config.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { explainIssue } from "./explain-issue.ts";
import { toNumber } from "./fields.ts";
import { emptyLimits, strayLimit } from "./check-budget.ts";
import { lateLimits, unusedAgentKeys } from "./check-agents.ts";
import { errorAt, keyAt, warningAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import { isObject, valueIn } from "./json-object.ts";
import { locateAll } from "./locate.ts";
import { nearest } from "./nearest.ts";
import { checkAgents, readAgent } from "./read-agents.ts";
import { readBudget } from "./read-budget.ts";
import { checkCompanions, readCompanions } from "./read-companions.ts";
import { readDocument } from "./read-document.ts";
import { checkPatterns, readPatterns } from "./read-patterns.ts";
import { checkToken, readGitHub } from "./read-github.ts";
import { keysAt } from "./schema-walk.ts";
import type { SourceFile } from "./source.ts";
import { readPaths } from "./workstream-checks.ts";

/** A configuration and what was found in its file; with an error among that, the defaults hold and nobody works. */
export interface ReadConfig {
  readonly config: Config;
  readonly findings: readonly Finding[];
}

/** Reads the configuration alone. Without a file the defaults hold. */
export function parseConfig(source: SourceFile | undefined): {
  config: Config;
  diagnostics: readonly Diagnostic[];
} {
  if (source === undefined) return { config: DEFAULT_CONFIG, diagnostics: [] };
  const { config, findings } = readConfig(source);
  const found = findings.map((finding) => ({ file: source.path, finding }));
  return { config, diagnostics: locateAll([source], found).map(({ diagnostic }) => diagnostic) };
}

export function readConfig(source: SourceFile): ReadConfig {
  const document = readDocument(source);
  const isEmpty = document.findings.some((finding) => finding.code === "empty-file");
  // A file in which everything is commented out says nothing, which is fine here.
  if (isEmpty) return { config: DEFAULT_CONFIG, findings: [] };
  if (document.kind === "unreadable") return { config: DEFAULT_CONFIG, findings: document.findings };
  const findings = [...document.findings];
  findings.push(...emptyLimits(document.value));
  const known = withoutUnknownKeys(document.value, findings);
  const file = parseFile(known, findings);
  const config = buildConfig(file, findings);
  checkAgents(valueIn(known, ["agents"]), source.path, findings);
  checkPatterns(valueIn(known, ["patterns"]), source.path, findings);
  checkToken(file, findings);
  checkCompanions(file, findings);
  const isBroken = findings.some((finding) => finding.severity === "error");
  return { config: isBroken ? DEFAULT_CONFIG : config, findings };
}

/** A typing error in a key should not pass in silence, nor stop the work, but where it would take a limit away. */
function withoutUnknownKeys(value: unknown, findings: Finding[]): unknown {
  const known = structuredClone(value);
  for (const issue of ConfigFile.safeParse(value).error?.issues ?? []) {
    if (issue.code !== "unrecognized_keys") continue;
    const path = issue.path.filter((step) => typeof step !== "symbol");
    const holder = valueIn(known, path);
    for (const key of issue.keys) {
      findings.push(unknownKey(path, key));
      if (isObject(holder)) Reflect.deleteProperty(holder, key);
    }
  }
  return known;
}

/** Keys that the schema refuses are reported and left out, so that the others are still checked. */
function parseFile(value: unknown, findings: Finding[]): ConfigFile {
  const { data, error } = ConfigFile.safeParse(value);
  if (data !== undefined) return data;
  const { issues } = error;
  for (const issue of issues) findings.push(explainIssue(issue, ConfigFile, value, []));
  const wrong = new Set(issues.map((issue) => issue.path[0]));
  const right = isObject(value) ? Object.entries(value).filter(([key]) => !wrong.has(key)) : [];
  return ConfigFile.parse(Object.fromEntries(right));
}

function unknownKey(path: Path, key: string): Finding {
  const known = keysAt(ConfigFile, path);
  const near = nearest(key, known);
  const hint = near === undefined ? `Known keys are ${known.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`;
  const at = keyAt([...path, key]);
  if ((path[0] ?? near) === "budget") {
    const message = `the key ${JSON.stringify(key)} is unknown, and without it nothing is limited`;
    return errorAt("unknown-key", at, message, hint);
  }
  const ignored = `the key ${JSON.stringify(key)} is unknown and ignored`;
  const stray = near === undefined ? strayLimit(path, key) : undefined;
  return stray ?? warningAt("unknown-key", at, ignored, hint);
}

function buildConfig(file: ConfigFile, findings: Finding[]): Config {
  const { defaults } = DEFAULT_CONFIG;
  findings.push(...unusedAgentKeys(file), ...lateLimits(file));
  const pathCase = file.scopes?.case ?? DEFAULT_CONFIG.scopes.case;
  const protectedPaths =
    file.protected_paths && readPaths(file.protected_paths, ["protected_paths"], { before: [], pathCase }, findings);
  return {
    agents: (file.agents ?? []).map(readAgent),
    tracks: new Map(Object.entries(file.tracks ?? {})),
    maxParallel: new Map(Object.entries(file.max_parallel ?? {})),
    patterns: readPatterns(file, findings),
    promptTemplate: file.prompt ?? DEFAULT_CONFIG.promptTemplate,
    defaults: {
      maxAttempts: file.defaults?.max_attempts ?? defaults.maxAttempts,
      timeoutMinutes: toNumber(file.defaults?.timeout_minutes) ?? defaults.timeoutMinutes,
      estimate: toNumber(file.defaults?.estimated_hours) ?? defaults.estimate,
      backoffMinutes: toNumber(file.defaults?.backoff_minutes) ?? defaults.backoffMinutes,
    },
    budget: readBudget(file.budget),
    overlap: {
      policy: file.overlap?.policy ?? DEFAULT_CONFIG.overlap.policy,
      unordered: file.overlap?.unordered ?? DEFAULT_CONFIG.overlap.unordered,
      until: file.overlap?.until ?? DEFAULT_CONFIG.overlap.until,
      rebuild: file.overlap?.rebuild ?? DEFAULT_CONFIG.overlap.rebuild,
    },
    scopes: { case: pathCase },
    protectedPaths: protectedPaths ?? DEFAULT_CONFIG.protectedPaths,
    companions: readCompanions(file) ?? DEFAULT_CONFIG.companions,
    maxFileBytes: file.max_file_mb ? mebibytes(Number(file.max_file_mb)) : DEFAULT_CONFIG.maxFileBytes,
    maxFiles: file.max_files ?? DEFAULT_CONFIG.maxFiles,
    merge: file.merge ?? DEFAULT_CONFIG.merge,
    base: file.base ?? DEFAULT_CONFIG.base,
    ...readGitHub(file),
  };
}
