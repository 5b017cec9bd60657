import { columns, plain } from "./plain.ts";

/** Names of workstreams, each of which no other one of these has. */
export interface ShortNames {
  /** The longest one of at most so many columns; empty where there is none. */
  fitting(id: string, room: number): string;
  shortest(id: string): string;
}

export function createShortNames(ids: readonly string[]): ShortNames {
  const counts = new Map<string, number>();
  for (const id of new Set(ids)) for (const name of new Set(namesOf(id))) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isUnique = (name: string): boolean => counts.get(name) === 1;
  return {
    fitting: (id, room) => namesOf(id).find((name) => columns(name) <= room && isUnique(name)) ?? "",
    shortest: (id) => namesOf(id).findLast(isUnique) ?? plain(id),
  };
}

/** `ws-07-parse-dates`, `ws-07-parse`, `ws-07`, `07`. */
function namesOf(id: string): string[] {
  const parts = plain(id).split("-");
  const beginnings = parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
  const [first, second] = parts;
  return first === "ws" && second !== undefined ? [...beginnings.slice(0, -1), second] : beginnings;
}
