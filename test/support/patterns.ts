import fc from "fast-check";
import { checkPattern } from "../../src/plan/scope.ts";

const name = fc.constantFrom("a", "b", "A", "Ab", "*", "?b", "a*", "*.b", "**", "[aA]b");

/** Patterns that often begin alike, of literal names and wildcards at any place. */
export const anyPattern: fc.Arbitrary<string> = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "", "/"))
  .map(([names, end]) => names.join("/") + end)
  .filter((pattern) => checkPattern(pattern) === undefined);
