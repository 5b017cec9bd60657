import { AGENT_TYPES } from "./agent-types.ts";
import { canEverRun, takesTool } from "./agent-fit.ts";
import type { AgentConfig, Config } from "./config.ts";
import type { Entry } from "./entry.ts";
import { errorAt, keyAt, valueAt, warningAt } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { nearest, onlyContinuation } from "./nearest.ts";
import { listsId } from "./tracks.ts";
import type { Workstream } from "./workstream.ts";

/**
 * Looks for planned workstreams that no agent would ever take, and for tools that only agents of any tool take, by a typing
 * error as it seems. Says nothing where no agent is configured.
 */
export function checkTools(entries: readonly Entry[], agents: readonly AgentConfig[]): void {
  if (agents.length === 0) return;
  const fits = new Map<string, boolean>();
  const known = knownTools(agents);
  for (const { workstream, at, findings } of entries) {
    if (workstream === undefined || workstream.status !== "planned") continue;
    const kind = JSON.stringify([workstream.tool, workstream.track]);
    const fit = fits.get(kind) ?? canEverRun(workstream, agents);
    fits.set(kind, fit);
    const meant = misspelt(workstream.tool, known);
    if (!fit) findings.push(nobodyTakes(workstream, at, agents));
    else if (meant !== undefined) findings.push(takenByAny(workstream.tool, meant, at));
  }
}

/** Types, and what agents say that they take. */
function knownTools(agents: readonly AgentConfig[]): readonly string[] {
  const named = agents.flatMap(({ tools }) => (tools === "any" ? [] : tools));
  return [...new Set([...AGENT_TYPES, ...named])].toSorted();
}

/** The known tool that an unknown one is near to, or the beginning of; people may have tools of their own. */
function misspelt(tool: string | undefined, known: readonly string[]): string | undefined {
  if (tool === undefined || known.includes(tool)) return undefined;
  return nearest(tool, known, tool.length < 6 ? 1 : 2) ?? onlyContinuation(tool, known);
}

function takenByAny(tool: string | undefined, meant: string, at: Entry["at"]): Finding {
  const message = `no agent names the tool ${JSON.stringify(tool)}: those that take any do it`;
  const hint = `Did you mean ${meant}? Else name it in the \`tools\` of an agent.`;
  return warningAt("unknown-tool", valueAt([...at, "tool"]), message, hint);
}

function nobodyTakes(workstream: Workstream, at: Entry["at"], agents: readonly AgentConfig[]): Finding {
  const { tool, track } = workstream;
  if (agents.some((agent) => takesTool(agent, workstream))) {
    const others = "every agent that could take it is kept for";
    const message = track === undefined ? `it has no track, and ${others} one` : `${others} other tracks than ${track}`;
    const hint = "Give it one of their tracks, or configure an agent that is not exclusive.";
    return errorAt("no-agent", valueAt([...at, track === undefined ? "id" : "track"]), message, hint);
  }
  const tools = [...new Set(agents.flatMap((agent) => agent.tools))].filter((name) => name !== "any");
  const near = nearest(tool ?? "", tools);
  const start = near === undefined ? "" : `Did you mean ${near}? `;
  const hint = `${start}The configured agents take ${tools.join(", ")}.`;
  const message = `no configured agent runs the tool ${tool}`;
  const { definition, pattern } = workstream;
  if (typeof definition["tool"] === "string") return errorAt("unknown-tool", valueAt([...at, "tool"]), message, hint);
  const place = valueAt([...at, definition["pattern"] === pattern ? "pattern" : "id"]);
  const other = `${hint} A tool of its own goes before that of the pattern.`;
  return errorAt("unknown-tool", place, `${message}, which its pattern ${pattern} asks for`, other);
}

/** Warns of workstreams with a track that the configuration does not name, where it names any. */
export function checkTracks(entries: readonly Entry[], config: Config): void {
  const known = new Set([...config.tracks.keys(), ...config.agents.flatMap((agent) => agent.tracks)]);
  if (known.size === 0) return;
  for (const { workstream, at, findings } of entries) {
    const track = workstream?.track;
    if (track === undefined || known.has(track)) continue;
    const near = nearest(track, known);
    const hint = near === undefined ? `Known tracks are ${[...known].join(", ")}.` : `Did you mean ${near}?`;
    const message = `the configuration knows no track ${JSON.stringify(track)}`;
    findings.push(warningAt("unknown-track", valueAt([...at, "track"]), message, hint));
  }
}

/**
 * Looks for limits of tracks that no agent and no workstream has. Says nothing where there are no workstreams, or one of
 * them can't be read: it may have the track.
 */
export function findUnknownLimits(
  { tracks, agents, maxParallel }: Config,
  entries: readonly Entry[],
): readonly Finding[] {
  if (entries.length === 0 || entries.some(({ workstream }) => workstream === undefined)) return [];
  const ofWorkstreams = entries.flatMap(({ workstream }) => workstream?.track ?? []);
  const known = new Set([...tracks.keys(), ...agents.flatMap((agent) => agent.tracks), ...ofWorkstreams]);
  const unknown = [...maxParallel.keys()].filter((track) => !known.has(track));
  return unknown.map((track) => {
    const near = nearest(track, known);
    const others = known.size === 0 ? "There are no tracks." : `Known tracks are ${[...known].join(", ")}.`;
    const hint = near === undefined ? others : `Did you mean ${near}?`;
    return errorAt("unknown-track", keyAt(["max_parallel", track]), `there is no track ${JSON.stringify(track)}`, hint);
  });
}

/** Warns of tracks in the configuration that no workstream belongs to. */
export function findUnmatchedTracks(config: Config, ids: readonly string[]): readonly Finding[] {
  const findings: Finding[] = [];
  if (ids.length === 0) return findings;
  const known = new Set(ids);
  for (const [track, patterns] of config.tracks) {
    for (const [index, pattern] of patterns.entries()) {
      if (known.has(pattern) || ids.some((id) => listsId(pattern, id))) continue;
      const message = `no workstream has an id like ${JSON.stringify(pattern)}`;
      const isPrefix = ids.some((id) => id.startsWith(`${pattern}-`));
      const near = isPrefix ? `${pattern}-*` : nearest(pattern, ids);
      const hint = near === undefined ? "Remove the entry, or add the workstream." : `Did you mean ${near}?`;
      findings.push(warningAt("unmatched-track", valueAt(["tracks", track, index]), message, hint));
    }
  }
  return findings;
}
