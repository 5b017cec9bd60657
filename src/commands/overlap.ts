import { z } from "zod";
import { compareText } from "../plan/compare-text.ts";
import type { Finding } from "../plan/finding.ts";
import { overlap as findOverlap } from "../plan/scope.ts";
import type { PathCase } from "../plan/scope.ts";
import { readPaths } from "../plan/workstream-checks.ts";
import { findPairs, findUnorderedPairs } from "../plan/workstream-pairs.ts";
import type { WorkstreamPair } from "../plan/workstream-pairs.ts";
import { isWorkstreamFile } from "../plan/source.ts";
import type { Scope } from "../plan/workstream.ts";
import { printAnswer, printLeftOut, printOverlaps, printWrongPattern, summariseOverlaps } from "../text/overlap.ts";
import type { OverlapAnswer } from "../text/overlap.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext, ExitCode } from "./context.ts";
import { printJson } from "./print-json.ts";
import { tellWrongConfiguration } from "./tell-wrong-configuration.ts";
import { readWorkingPlan } from "./working-tree.ts";

export interface OverlapOptions {
  /** Two patterns that are asked about, or none. */
  readonly patterns: readonly string[];
  /** Lines with further questions; undefined: there are none. */
  readonly lines: AsyncIterable<string> | undefined;
  /** Of workstreams: also pairs of which one waits for the other, or has nothing to do any more. */
  readonly all: boolean;
  /** Of patterns; what holds for workstreams is in their configuration. */
  readonly pathCase: PathCase;
  readonly json: boolean;
}

/** `workstreams overlap`: the pairs of workstreams that may write the same path, or the answer about two patterns. */
export async function overlap(context: CommandContext, options: OverlapOptions): Promise<ExitCode> {
  const { patterns, lines, all, pathCase } = options;
  const [a, b] = patterns;
  if (a !== undefined && (b === undefined || lines !== undefined || all)) {
    throw new CommandError(2, "overlap takes two patterns, or --stdin, or --all: --help shows what there is");
  }
  if (a !== undefined && b !== undefined) answerArguments(context, [a, b], options);
  else if (lines !== undefined) await answerLines(context, lines, pathCase);
  else await listPairs(context, options);
  return 0;
}

async function listPairs(context: CommandContext, { all, json }: OverlapOptions): Promise<void> {
  const { plan } = await readWorkingPlan(context.directory);
  tellWrongConfiguration(context, plan);
  const errors = plan.diagnostics.filter(({ severity, file }) => severity === "error" && isWorkstreamFile(file));
  if (errors.length > 0) context.talk(printLeftOut(new Set(errors.map(({ file }) => file))));
  const pairs = [...(all ? findPairs(plan) : findUnorderedPairs(plan))];
  const rows = pairs.toSorted(compareIds).map(({ a, b }) => {
    const { witness = "", isDecided = true } = findOverlap(a.scope, b.scope, plan.config.scopes.case) ?? {};
    return { a: a.id, b: b.id, witness, ...(isDecided ? {} : UNDECIDED) };
  });
  if (json) printJson(context, { pairs: rows });
  else if (rows.length > 0) context.print(printOverlaps(rows));
  if (!json) context.talk(summariseOverlaps(rows.length, all));
}

function compareIds(one: WorkstreamPair, other: WorkstreamPair): number {
  return compareText(one.a.id, other.a.id) || compareText(one.b.id, other.b.id);
}

function answerArguments(
  context: CommandContext,
  patterns: readonly [string, string],
  { pathCase, json }: OverlapOptions,
): void {
  const answer = answerAbout(patterns, pathCase);
  if (answer.kind === "wrong") throw new CommandError(2, answer.why);
  if (json) printJson(context, answer.found);
  else context.print(printAnswer(answer.found));
}

/** Ends at the first line that is wrong: all answers before it stand. */
async function answerLines(context: CommandContext, lines: AsyncIterable<string>, pathCase: PathCase): Promise<void> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === "") continue;
    const sides = Sides.safeParse(parseJson(line)).data;
    const answer: Answer = sides === undefined ? { kind: "wrong", why: NOT_A_PAIR } : answerAbout(sides, pathCase);
    if (answer.kind === "wrong") throw new CommandError(1, `line ${number}: ${answer.why}`);
    context.print(JSON.stringify(answer.found));
  }
}

const Side = z.union([z.string(), z.array(z.string()).min(1)]);
const Sides = z.tuple([Side, Side]);
type Side = z.infer<typeof Side>;

const NOT_A_PAIR = 'it must be a JSON array of two patterns, or of two lists of them, such as ["src/", "src/*.ts"]';

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Too intricate to decide: only one of the two may hold the witness. */
const UNDECIDED = { undecided: true } as const;

type Answer =
  | { readonly kind: "found"; readonly found: OverlapAnswer }
  | { readonly kind: "wrong"; readonly why: string };

function answerAbout(sides: readonly [Side, Side], pathCase: PathCase): Answer {
  const scopes: Scope[] = [];
  for (const side of sides) {
    const written = [side].flat();
    const findings: Finding[] = [];
    scopes.push(readPaths(written, [], { before: [], pathCase }, findings));
    const wrong = findings.find(({ severity }) => severity === "error");
    if (wrong !== undefined) return { kind: "wrong", why: printWrongPattern(wrong, written) };
  }
  const found = findOverlap(scopes[0] ?? [], scopes[1] ?? [], pathCase);
  if (found === undefined) return { kind: "found", found: { overlap: false, witness: null } };
  return { kind: "found", found: { overlap: true, witness: found.witness, ...(found.isDecided ? {} : UNDECIDED) } };
}
