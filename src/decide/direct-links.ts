const BITS = 32;

/**
 * For each task those that it waits for, without the ones that another of them waits for anyway. Tasks wait for smaller
 * numbers only.
 */
export function directLinks(dependencies: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const width = Math.ceil(dependencies.length / BITS);
  /** For each task a row of bits: which tasks come before it. */
  const before = new Uint32Array(dependencies.length * width);
  return dependencies.map((own, task) => {
    const direct: number[] = [];
    // A larger number is never before a smaller one.
    for (const each of own.toSorted((a, b) => b - a)) {
      const word = task * width + Math.floor(each / BITS);
      const bit = 1 << (each % BITS);
      if (((before[word] ?? 0) & bit) !== 0) continue;
      direct.push(each);
      for (let at = 0; at < width; at += 1) {
        before[task * width + at] = (before[task * width + at] ?? 0) | (before[each * width + at] ?? 0);
      }
      before[word] = (before[word] ?? 0) | bit;
    }
    return direct;
  });
}
