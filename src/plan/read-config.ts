import type { Config } from "./config.ts";
import { ConfigFile } from "./config-schema.ts";
import { DEFAULT_CONFIG, mebibytes } from "./default-config.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { explainIssue } from "./explain-issue.ts";
import { keyAt, warningAt } from "./finding.ts";
import type { Finding, Path } from "./finding.ts";
import { isObject, valueIn } from "./json-object.ts";
import { locateAll } from "./locate.ts";
import { nearest } from "./nearest.ts";
import { readAgents } from "./read-agents.ts";
import { readDocument } from "./read-document.ts";
import { keysAt } from "./schema-walk.ts";
import type { SourceFile } from "./source.ts";
import { readPaths } from "./workstream-checks.ts";

/** A configuration and what was found in its file; with an error among that, the defaults hold and nobody works. */
export interface ReadConfig {
  readonly config: Config;
  readonly findings: readonly Finding[];
}

/** Reads the configuration alone. Without a file the defaults hold. */
export function parseConfig(source: SourceFile | undefined): { config: Config; diagnostics: readonly Diagnostic[] } {
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
  const file = parseFile(document.value, findings);
  const config = file && buildConfig(file, source.path, findings);
  const isBroken = config === undefined || findings.some((finding) => finding.severity === "error");
  return { config: isBroken ? DEFAULT_CONFIG : config, findings };
}

/** Unknown keys are reported and ignored; anything else that the schema refuses makes the file invalid. */
function parseFile(value: unknown, findings: Finding[]): ConfigFile | undefined {
  const strict = ConfigFile.safeParse(value);
  if (strict.success) return strict.data;
  const known = structuredClone(value);
  for (const issue of strict.error.issues) {
    if (issue.code !== "unrecognized_keys") {
      findings.push(explainIssue(issue, ConfigFile, value, []));
      continue;
    }
    const path = issue.path.filter((step) => typeof step !== "symbol");
    const holder = valueIn(known, path);
    for (const key of issue.keys) {
      findings.push(unknownKey(path, key));
      if (isObject(holder)) Reflect.deleteProperty(holder, key);
    }
  }
  const parsed = ConfigFile.safeParse(known);
  return parsed.success ? parsed.data : undefined;
}

function unknownKey(path: Path, key: string): Finding {
  const known = keysAt(ConfigFile, path);
  const near = nearest(key, known);
  const hint = near === undefined ? `Known keys are ${known.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`;
  return warningAt("unknown-key", keyAt([...path, key]), `the key ${JSON.stringify(key)} is unknown and ignored`, hint);
}

function buildConfig(file: ConfigFile, path: string, findings: Finding[]): Config {
  const { defaults } = DEFAULT_CONFIG;
  const protectedPaths = file.protected_paths && readPaths(file.protected_paths, ["protected_paths"], findings);
  return {
    agents: readAgents(file.agents ?? [], path, findings),
    tracks: new Map(Object.entries(file.tracks ?? {})),
    defaults: {
      maxAttempts: file.defaults?.max_attempts ?? defaults.maxAttempts,
      timeoutMinutes: file.defaults?.timeout_minutes ?? defaults.timeoutMinutes,
      estimate: file.defaults?.estimated_hours ?? defaults.estimate,
      backoffMinutes: file.defaults?.backoff_minutes ?? defaults.backoffMinutes,
    },
    overlap: { policy: file.overlap?.policy ?? DEFAULT_CONFIG.overlap.policy },
    protectedPaths: protectedPaths ?? DEFAULT_CONFIG.protectedPaths,
    maxFileBytes: file.max_file_mb ? mebibytes(file.max_file_mb) : DEFAULT_CONFIG.maxFileBytes,
    merge: file.merge ?? DEFAULT_CONFIG.merge,
    base: file.base ?? DEFAULT_CONFIG.base,
  };
}
