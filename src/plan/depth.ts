/** Deeper files are refused, so that every recursion over their contents is safe. */
export const MAX_DEPTH = 100;

export interface Measure {
  /** Lists and objects inside each other, at most; the walk stops just beyond MAX_DEPTH. */
  readonly depth: number;
  /** Keys of all objects together. */
  readonly keys: number;
}

/** Walks a parsed document without recursion. A list or object that contains itself (YAML can) is too deep. */
export function measure(root: unknown): Measure {
  let keys = 0;
  let deepest = 0;
  const open: { container: object; depth: number }[] = isContainer(root) ? [{ container: root, depth: 1 }] : [];
  // Depth first, so that a cycle ends the walk before its branches multiply.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    deepest = Math.max(deepest, next.depth);
    if (deepest > MAX_DEPTH) break;
    const values: readonly unknown[] = Object.values(next.container);
    if (!Array.isArray(next.container)) keys += values.length;
    for (const value of values) if (isContainer(value)) open.push({ container: value, depth: next.depth + 1 });
  }
  return { depth: deepest, keys };
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
