/** Connections: pages of lists, by cursors that stay good while the list changes. */
import { GraphqlRefusal } from "./refusal.ts";

export interface Paging {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface Connection<Item> {
  readonly nodes: readonly Item[];
  readonly totalCount: number;
  readonly pageInfo: {
    readonly endCursor: string | null;
    readonly startCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

/** One page of those that `keep` keeps. A cursor names an item of the whole list, by what `key` says. */
export function connect<Item>(
  items: readonly Item[],
  paging: Paging,
  key: (item: Item, index: number) => string | number,
  keep: (item: Item) => boolean = () => true,
): Connection<Item> {
  const cursors = items.map((item, index) => Buffer.from(`cursor:v2:${key(item, index)}`).toString("base64"));
  const from = paging.after == null ? 0 : indexOf(cursors, paging.after) + 1;
  const to = paging.before == null ? items.length : indexOf(cursors, paging.before);
  const all = items.map((item, index) => ({ item, index })).filter(({ item }) => keep(item));
  const within = all.filter(({ index }) => index >= from && index < to);
  const page = paging.first == null ? within.slice(-(paging.last ?? 0)) : within.slice(0, paging.first);
  const [start, end] = [page[0], page.at(-1)];
  return {
    nodes: page.map(({ item }) => item),
    totalCount: all.length,
    pageInfo: {
      startCursor: start === undefined ? null : (cursors[start.index] ?? null),
      endCursor: end === undefined ? null : (cursors[end.index] ?? null),
      hasNextPage: all.some(({ index }) => index > (end?.index ?? items.length)),
      hasPreviousPage: start !== undefined && all.some(({ index }) => index < start.index),
    },
  };
}

function indexOf(cursors: readonly string[], cursor: string): number {
  const index = cursors.indexOf(cursor);
  if (index >= 0) return index;
  throw new GraphqlRefusal("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
}
