/** Text of which git needs long to merge two versions: few bytes, much work. */

/**
 * So many lines in an order of its own: as they are common in every such text, and nowhere in the same order, git tries to bring
 * them together. Three of 400,000 lines take 3 s, of 1,500,000 lines 22 s.
 */
export function slowText(seed: number, lines: number): string {
  let state = seed;
  return Array.from({ length: lines }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `${((state >>> 8) % WORDS).toString(36)}\n`;
  }).join("");
}

/** How many lines differ. */
const WORDS = 1000;
