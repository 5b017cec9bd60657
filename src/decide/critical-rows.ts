interface Span {
  /** In whole ticks. */
  readonly start: number;
  readonly end: number;
}

/**
 * The rows whose delay delays the end while the order is kept, each with the first of those whose end let it start: from all
 * that end last, back along all causes. `causesOf` picks them out of all that end when a row starts.
 */
export function findCriticalRows<Row extends Span>(
  rows: readonly Row[],
  causesOf: (row: Row, before: readonly Row[]) => readonly Row[],
): ReadonlyMap<Row, Row | undefined> {
  const byEnd = new Map<number, Row[]>();
  for (const row of rows) {
    const same = byEnd.get(row.end);
    if (same === undefined) byEnd.set(row.end, [row]);
    else same.push(row);
  }
  const last = rows.reduce((latest, { end }) => Math.max(latest, end), 0);
  const found = new Map<Row, Row | undefined>();
  const open = [...(byEnd.get(last) ?? [])].toReversed();
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    if (found.has(row)) continue;
    const causes = causesOf(row, byEnd.get(row.start) ?? []);
    found.set(row, causes[0]);
    open.push(...causes);
  }
  return found;
}

/** One chain of them without a gap, from its start to the end of all; `critical` as `findCriticalRows` returns it. */
export function criticalChain<Row>(critical: ReadonlyMap<Row, Row | undefined>): readonly Row[] {
  const chain = new Set<Row>();
  for (let [row] = critical.keys(); row !== undefined && !chain.has(row); row = critical.get(row)) chain.add(row);
  return [...chain].toReversed();
}
