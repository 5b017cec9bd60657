/** Ranks, the smallest first. */
export interface RankHeap {
  push(rank: number): void;
  /** Undefined where it is empty, as for `pop`. */
  peek(): number | undefined;
  pop(): number | undefined;
}

/** A binary heap. */
export function createRankHeap(): RankHeap {
  const ranks: number[] = [];
  return { push, peek: () => ranks[0], pop };

  function push(rank: number): void {
    let at = ranks.push(rank) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (rankAt(parent) <= rank) break;
      ranks[at] = rankAt(parent);
      at = parent;
    }
    ranks[at] = rank;
  }

  function pop(): number | undefined {
    const first = ranks[0];
    const last = ranks.pop();
    if (last === undefined || ranks.length === 0) return first;
    let at = 0;
    for (let child = 1; child < ranks.length; child = 2 * at + 1) {
      if (rankAt(child + 1) < rankAt(child)) child += 1;
      if (rankAt(child) >= last) break;
      ranks[at] = rankAt(child);
      at = child;
    }
    ranks[at] = last;
    return first;
  }

  function rankAt(index: number): number {
    return ranks[index] ?? Infinity;
  }
}
