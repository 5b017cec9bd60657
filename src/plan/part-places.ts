import type { Outline } from "./part-outline.ts";

/** Values by the names that all paths of a part have at fixed places, counted from both ends of the path. */
export interface PlaceIndex<Value> {
  add(outline: Outline, value: Value): void;
  /** The values of which no name differs from this one's at a place that both name: all others share no path with it. */
  related(outline: Outline): readonly Value[];
}

/** Few sets of places come up, and again and again: for each pair of sets there is a table by the names at their common places. */
export function createPlaceIndex<Value>(): PlaceIndex<Value> {
  const groups = new Map<string, Group<Value>>();
  return { add, related };

  function add(outline: Outline, value: Value): void {
    const names = namesOf(outline);
    const key = keyOf(names);
    const group: Group<Value> = groups.get(key) ?? { members: [], tables: new Map(), tableFor: new Map() };
    groups.set(key, group);
    group.members.push({ names, value });
    for (const table of group.tables.values()) put(table, names, value);
  }

  function related(outline: Outline): readonly Value[] {
    const names = namesOf(outline);
    const key = keyOf(names);
    return [...groups.values()].flatMap((group) => {
      const table = group.tableFor.get(key) ?? tableOf(group, names);
      group.tableFor.set(key, table);
      return table.values.get(namesAt(table.places, names)) ?? [];
    });
  }
}

/** By place: 0 is the first segment of a path, -1 the last one. */
type Names = ReadonlyMap<number, string>;

/** Values whose parts name the same places. */
interface Group<Value> {
  readonly members: { readonly names: Names; readonly value: Value }[];
  /** By their places. */
  readonly tables: Map<string, Table<Value>>;
  /** By the places of what is asked for. */
  readonly tableFor: Map<string, Table<Value>>;
}

interface Table<Value> {
  readonly places: readonly number[];
  readonly values: Map<string, Value[]>;
}

/** Names further inside would make more and more sets of places, and hardly tell any parts apart. */
const FURTHEST = 8;

function namesOf({ front, back }: Outline): Names {
  const names = new Map<number, string>();
  for (const [index, { isLiteral, head }] of front.slice(0, FURTHEST).entries()) if (isLiteral) names.set(index, head);
  for (const [index, { isLiteral, head }] of back.slice(0, FURTHEST).entries()) {
    if (isLiteral) names.set(-1 - index, head);
  }
  return names;
}

function keyOf(names: Names): string {
  return [...names.keys()].join();
}

function tableOf<Value>({ members, tables }: Group<Value>, names: Names): Table<Value> {
  const places = [...(members[0]?.names.keys() ?? [])].filter((place) => names.has(place));
  const known = tables.get(places.join());
  if (known !== undefined) return known;
  const table: Table<Value> = { places, values: new Map() };
  for (const member of members) put(table, member.names, member.value);
  tables.set(places.join(), table);
  return table;
}

function put<Value>({ places, values }: Table<Value>, names: Names, value: Value): void {
  const key = namesAt(places, names);
  const found = values.get(key);
  if (found === undefined) values.set(key, [value]);
  else found.push(value);
}

/** No name holds a slash. */
function namesAt(places: readonly number[], names: Names): string {
  return places.map((place) => names.get(place)).join("/");
}
