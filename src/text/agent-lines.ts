import type { AgentConfig } from "../plan/config.ts";
import { wrapColumns } from "./wrap.ts";

/**
 * The lines of the configuration that make agents what is proposed, which are never broken, and what to do with them; `now`: as
 * they are.
 */
export function agentLines(
  proposed: readonly AgentConfig[],
  now: readonly AgentConfig[],
  width: number,
): readonly string[] {
  const isProposed = proposed.some(hasTracks);
  if (!isProposed && !now.some(hasTracks)) return [];
  if (proposed.every((agent, index) => isSame(agent, now[index]))) return ["", "The configuration says so already."];
  if (!isProposed)
    return [
      "",
      ...wrapColumns("Take `track`, `tracks` and `exclusive` of the agents out of the configuration.", width),
    ];
  return ["", ...wrapColumns(WHERE, width), "", "agents:", ...proposed.flatMap(linesOf)];
}

const WHERE =
  "For the configuration, beside `type` and what else agents have there, in place of their `track`, `tracks` and `exclusive`:";

function hasTracks({ tracks }: AgentConfig): boolean {
  return tracks.length > 0;
}

function isSame(a: AgentConfig, b: AgentConfig | undefined): boolean {
  return a.exclusive === b?.exclusive && a.tracks.toSorted().join("\n") === b.tracks.toSorted().join("\n");
}

function linesOf({ id, tracks, exclusive }: AgentConfig): readonly string[] {
  return [
    `  - id: ${quoted(id)}`,
    ...(tracks.length === 0 ? [] : [`    tracks: [${tracks.map(quoted).join(", ")}]`]),
    ...(exclusive ? ["    exclusive: true"] : []),
  ];
}

/** A name as YAML has it: in quotes where it could be read as something else. JSON's quotes hold there, too. */
function quoted(name: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|[yn])$/i.test(name);
  return isPlain ? name : JSON.stringify(name).replaceAll(/[\p{Cc}\p{Cf}]/gu, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
