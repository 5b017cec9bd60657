/** A file of the repository: its path from the root, `/` separated, and its contents decoded as UTF-8. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export const WORKSTREAMS_DIRECTORY = "workstreams";

/** Where the configuration is written where there is none. */
export const USUAL_CONFIG_PATH = ".github/workstreams.yml";

/** Where the configuration may be; the first one that exists wins. */
export const CONFIG_PATHS: readonly string[] = [USUAL_CONFIG_PATH, ".github/workstreams.yaml", "config/agents.yaml"];

const WORKSTREAM_FILE = /^workstreams\/ws-[^/]*\.(?:json|yaml|yml)$/;

export function isWorkstreamFile(path: string): boolean {
  return WORKSTREAM_FILE.test(path);
}

/** The files that a plan is made of. */
export function isSource(path: string): boolean {
  return isWorkstreamFile(path) || CONFIG_PATHS.includes(path);
}
