/**
 * The scope algebra beside picomatch, where both speak the same language: random patterns and scopes, each pair of them,
 * and all paths of up to three segments of up to two letters.
 */
import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { checkPattern, containsPath, isExclusion, overlap, pathOutside } from "../../src/plan/scope.ts";
import type { PathCase } from "../../src/plan/scope.ts";

/** Another one in each run; a failure names it, and `SCOPE_FUZZ_SEED=<seed>` brings the same samples again. */
const SEED = Number(process.env["SCOPE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

function draw<Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number): readonly Value[] {
  return fc.sample(arbitrary, { numRuns, seed: SEED });
}

/** A pattern and, made by its structure and not by our parser, the patterns that its braces stand for. */
interface Sample {
  readonly text: string;
  readonly alternatives: readonly string[];
}

function plain(text: string): fc.Arbitrary<Sample> {
  return fc.constant({ text, alternatives: [text] });
}

function joined(parts: readonly Sample[], separator: string): Sample {
  const alternatives = parts
    .map((part) => part.alternatives)
    .reduce((left, right) => left.flatMap((a) => right.map((b) => a + separator + b)));
  return { text: parts.map(({ text }) => text).join(separator), alternatives };
}

const braces = fc
  .uniqueArray(fc.constantFrom("a", "b", "ab", "?c"), { minLength: 2, maxLength: 3 })
  .map((choices) => ({ text: `{${choices.join(",")}}`, alternatives: choices }));

function patterns(letters: readonly string[]): fc.Arbitrary<Sample> {
  const segment = fc.oneof(
    plain("**"),
    fc
      .array(fc.oneof(...letters.map(plain), braces), { minLength: 1, maxLength: 3 })
      .map((parts) => joined(parts, ""))
      .filter(({ text }) => !text.includes("**")),
  );
  return fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.constantFrom("", "", "/"))
    .map(([segments, end]) => joined([joined(segments, "/"), { text: end, alternatives: [end] }], ""));
}

const pattern = patterns(["a", "b", "a", "*", "?", "[ab]", "[!a]", "[b-c]"]);
const dottedPattern = patterns(["a", ".", ".", "*", "?", "[.a]", "[!a]"]).filter(
  ({ text }) => checkPattern(text) === undefined,
);
const mixedPattern = patterns(["a", "B", "A", "*", "?", "[aB]", "[!A]", "[b-c]"]);

/** A scope whose first pattern covers, and of the others some take away. */
const scope: fc.Arbitrary<readonly Sample[]> = fc
  .tuple(pattern, fc.array(fc.tuple(pattern, fc.boolean()), { maxLength: 3 }))
  .map(([first, others]) => [
    first,
    ...others.map(([{ text, alternatives }, excludes]) => ({ text: excludes ? `!${text}` : text, alternatives })),
  ]);

type Matcher = (path: string) => boolean;

/**
 * The same language as picomatch reads it: there a literal path has nothing below, `[^a]` is the negation, and `x/**`
 * includes `x` unless `x` ends with a star. `meant`: without what is covered only as the directory of the paths meant.
 */
function matcher({ alternatives }: Sample, nocase: boolean, meant: boolean): Matcher {
  const globs = alternatives.flatMap((each) => {
    const glob = each.replaceAll("[!", "[^");
    const below = /^(.*?)(?:\/\*\*)*(?:\/|\/\*\*)$/.exec(glob)?.[1];
    if (below === "**") return ["**"];
    if (below !== undefined) return meant ? [`${below}/**/*`] : [below, `${below}/**`];
    return /[*?[]/.test(glob) ? [glob] : [glob, `${glob}/**`];
  });
  // Its short cuts for a few patterns differ from its own rules: by them `*.*` does not match `a.`.
  const expressions = globs.map((glob) => picomatch.makeRe(glob, { dot: true, nocase, fastpaths: false }));
  return (path) => expressions.some((expression) => expression.test(path));
}

/** A scope, and what picomatch holds of it. */
interface Judged {
  readonly texts: readonly string[];
  readonly holds: Matcher;
  /** Without what it holds as a directory only. */
  readonly means: Matcher;
  /** For each of the paths. */
  readonly held: readonly boolean[];
  /** The places of the paths that it holds, and of those without the ones that it holds as directories only; ascending. */
  readonly heldAt: readonly number[];
  readonly meantAt: readonly number[];
  readonly meant: ReadonlySet<number>;
}

/** The last pattern that covers a path decides. */
function judge(samples: readonly Sample[], paths: readonly string[], pathCase: PathCase): Judged {
  const nocase = pathCase === "insensitive";
  const texts = samples.map(({ text }) => text);
  const lenient = samples.map((sample) => matcher(sample, nocase, false));
  const strict = samples.map((sample, index) => matcher(sample, nocase, !isExclusion(texts[index] ?? "")));
  const by = (matchers: readonly Matcher[]) => (path: string) => {
    const excluded = lenient.findLastIndex((covers, index) => isExclusion(texts[index] ?? "") && covers(path));
    return matchers.some((covers, index) => index > excluded && !isExclusion(texts[index] ?? "") && covers(path));
  };
  const [holds, means] = [by(lenient), by(strict)];
  const held = paths.map(holds);
  const heldAt = [...paths.keys()].filter((index) => held[index]);
  const meantAt = heldAt.filter((index) => means(paths[index] ?? ""));
  return { texts, holds, means, held, heldAt, meantAt, meant: new Set(meantAt) };
}

/** All paths of up to three segments of up to so many of the letters, the shortest first. */
function pathsOf(letters: readonly string[], most: number): readonly string[] {
  const words = (length: number): string[] =>
    length === 0 ? [""] : words(length - 1).flatMap((word) => letters.map((letter) => word + letter));
  const names = Array.from({ length: most }, (_, index) => words(index + 1))
    .flat()
    .filter((name) => name !== "." && name !== "..");
  const deeper = (paths: readonly string[]): string[] =>
    paths.flatMap((path) => names.map((name) => `${path}/${name}`));
  const two = deeper(names);
  return [...names, ...two, ...deeper(two)].toSorted((one, other) => one.length - other.length);
}

const PATHS = pathsOf(["a", "b", "c"], 2);
const DOTTED_PATHS = pathsOf(["a", "."], 3);
const MIXED_PATHS = pathsOf(["a", "B"], 2);

function pairsOf(scopes: readonly Judged[]): readonly (readonly [Judged, Judged])[] {
  return scopes.flatMap((a, index) => scopes.slice(index).map((b) => [a, b] as const));
}

/** Pairs of scopes with the path that they are said to share. */
function answersOf(scopes: readonly Judged[], pathCase: PathCase = "sensitive"): readonly Answer[] {
  return pairsOf(scopes).map(([a, b]) => ({ a, b, witness: overlap(a.texts, b.texts, pathCase)?.witness }));
}

interface Answer {
  readonly a: Judged;
  readonly b: Judged;
  readonly witness: string | undefined;
}

/** What is wrong with an answer about two scopes, if anything: missed, invented, or not a shortest path. */
function faultOfOverlap({ a, b, witness }: Answer, paths: readonly string[]): string[] {
  const asked = `${a.texts.join(" ")} and ${b.texts.join(" ")}`;
  if (witness === undefined) {
    const missed = a.heldAt.find((index) => b.held[index]);
    return missed === undefined ? [] : [`${asked}: missed ${paths[missed]}`];
  }
  if (!a.holds(witness) || !b.holds(witness)) return [`${asked}: ${witness} is not in both`];
  const first = a.meantAt.find((index) => b.meant.has(index));
  const shortest = first === undefined ? undefined : paths[first];
  if (shortest === undefined) return [];
  if (!a.means(witness) || !b.means(witness)) return [`${asked}: ${witness} is only a folder, ${shortest} is not`];
  if (witness.length <= shortest.length) return [];
  return [`${asked}: ${shortest} is shorter than ${witness}`];
}

/** The same of whether the first scope is inside the second one. */
function faultOfInclusion(a: Judged, b: Judged): string[] {
  const asked = `${a.texts.join(" ")} in ${b.texts.join(" ")}`;
  const outside = pathOutside(a.texts, b.texts);
  if (outside !== undefined) {
    return a.holds(outside) && !b.holds(outside) ? [] : [`${asked}: ${outside} is not in the first one only`];
  }
  const missed = a.heldAt.find((index) => !b.held[index]);
  return missed === undefined ? [] : [`${asked}: missed ${PATHS[missed]}`];
}

/** Asked for by several tests: of one kind the first samples are always the same. */
const judgedPatterns = once(() => draw(pattern, 250).map((each) => judge([each], PATHS, "sensitive")));
const judgedScopes = once(() => draw(scope, 120).map((each) => judge(each, PATHS, "sensitive")));

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

describe(`beside picomatch, on random patterns and all short paths (SCOPE_FUZZ_SEED=${SEED})`, () => {
  test("the same paths are covered", () => {
    const judged = judgedPatterns().slice(0, 100);
    const faults = judged.flatMap(({ texts, held }) =>
      PATHS.filter((path, index) => containsPath(texts, path) !== held[index]).map((path) => `${texts[0]}: ${path}`),
    );
    expect(faults).toEqual([]);
    expect(judged.length * PATHS.length).toBe(188_400);
  });

  test("patterns overlap if and only if a path is in both, and the witness is a shortest one", () => {
    const answers = answersOf(judgedPatterns());
    expect(answers.flatMap((answer) => faultOfOverlap(answer, PATHS))).toEqual([]);
    expect(answers).toHaveLength(31_375);
    const overlapping = answers.filter(({ witness }) => witness !== undefined).length;
    expect(overlapping / answers.length).toSatisfy((share: number) => share > 0.1 && share < 0.9);
  });

  test("so do scopes with exclusions", () => {
    const answers = answersOf(judgedScopes());
    expect(answers.flatMap((answer) => faultOfOverlap(answer, PATHS))).toEqual([]);
    expect(answers).toHaveLength(7_260);
  });

  test("a scope is inside another one if and only if no path is in the first alone", () => {
    const judged = judgedScopes().slice(0, 80);
    const faults = judged.flatMap((a) => judged.flatMap((b) => faultOfInclusion(a, b)));
    expect(faults).toEqual([]);
    expect(judged.length ** 2).toBe(6_400);
  });

  test("no witness has a segment . or .., and none is missed for that", () => {
    const answers = answersOf(draw(dottedPattern, 120).map((each) => judge([each], DOTTED_PATHS, "sensitive")));
    expect(answers.flatMap((answer) => faultOfOverlap(answer, DOTTED_PATHS))).toEqual([]);
    expect(answers).toHaveLength(7_260);
    const witnesses = answers.flatMap(({ witness }) => witness ?? []);
    expect(witnesses.filter((path) => checkPattern(path) !== undefined)).toEqual([]);
  });

  test("all of it where case is ignored", () => {
    const judged = draw(mixedPattern, 100).map((each) => judge([each], MIXED_PATHS, "insensitive"));
    const faults = judged.flatMap(({ texts, held }) =>
      MIXED_PATHS.filter((path, index) => containsPath(texts, path, "insensitive") !== held[index]).map(
        (path) => `${texts[0]}: ${path}`,
      ),
    );
    expect(faults).toEqual([]);
    const answers = answersOf(judged, "insensitive");
    expect(answers.flatMap((answer) => faultOfOverlap(answer, MIXED_PATHS))).toEqual([]);
    expect(answers).toHaveLength(5_050);
  });
});
