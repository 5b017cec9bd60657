/** Finds lines and columns in one text; both count from 1, columns in UTF-16 units. */
export interface Lines {
  at(offset: number): { readonly line: number; readonly column: number; readonly text: string };
}

export function indexLines(text: string): Lines {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return {
    at(offset) {
      const index = lastAtOrBefore(starts, offset);
      const start = starts[index] ?? 0;
      const next = starts[index + 1] ?? text.length + 1;
      const line = text.slice(start, next - 1).replace(/\r$/, "");
      return { line: index + 1, column: Math.min(offset - start, line.length) + 1, text: line };
    },
  };
}

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
