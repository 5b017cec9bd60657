/** One job becomes several by its matrix. */
import { z } from "zod";
import type { JobDefinition } from "../../support/github/actions/workflow-file.ts";
import { interpolate, resolve } from "./expression.ts";
import type { Contexts } from "./expression.ts";

export interface LegTitle {
  /** As GitHub shows it. */
  readonly title: string;
  /** As act does: with a number where there are several. */
  readonly actTitle: string;
  readonly matrix: Readonly<Record<string, unknown>>;
}

/** None where matrix or name are not known: such a job is listed when it starts. */
export function expandLegs(id: string, definition: JobDefinition, known: Contexts): readonly LegTitle[] {
  const combinations = definition.strategy === undefined ? [{}] : expandMatrix(definition.strategy.matrix, known);
  return combinations.flatMap((matrix, index) => {
    const title = interpolate(definition.name ?? id, { ...known, matrix });
    if (title === undefined) return [];
    const values = definition.name === undefined ? listValues(matrix) : "";
    const actTitle = combinations.length > 1 ? `${title}-${index + 1}` : title;
    return { title: `${title === "" ? id : title}${values}`, actTitle, matrix };
  });
}

const Matrix = z.record(z.string(), z.unknown());
type Combination = Readonly<Record<string, unknown>>;

/** Each value of each key with each of the others, then `include`. An empty one is, for act, one without values. */
function expandMatrix(declared: unknown, known: Contexts): readonly Combination[] {
  const matrix = Matrix.safeParse(resolve(declared, known));
  if (!matrix.success) return [];
  const { include, exclude, ...vectors } = matrix.data;
  if (exclude !== undefined) throw new Error("matrix.exclude: the test server does not know it");
  let combinations: readonly Combination[] = [{}];
  for (const [key, values] of Object.entries(vectors)) {
    if (!Array.isArray(values)) return [];
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [key]: value })));
  }
  const included = Array.isArray(include) ? include.filter((item) => typeof item === "object") : [];
  const all = Object.keys(vectors).length === 0 ? included : [...combinations, ...included];
  return all.length === 0 ? [{}] : all;
}

/** GitHub's ` (a, b)` behind a job without a name of its own. */
function listValues(matrix: Combination): string {
  const values = Object.values(matrix).flatMap((value) =>
    typeof value === "object" && value !== null ? Object.values(value).map(String) : [String(value)],
  );
  return values.length === 0 ? "" : ` (${values.join(", ")})`;
}
