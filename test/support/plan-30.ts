/** The real plan of 30 workstreams that is kept beside the repository, and nowhere else. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { normalisePattern } from "../../src/plan/scope.ts";
import type { SourceFile } from "../../src/plan/source.ts";
import type { Workstream } from "../../src/plan/workstream.ts";
import { workstream } from "./builders.ts";
import { tellLeftOut } from "./left-out.ts";

export const PLAN_30 = join(import.meta.dirname, "../../../shared/data/plan-30");

export const HAS_PLAN_30 = existsSync(PLAN_30);

if (!HAS_PLAN_30) tellLeftOut("the tests on the real plan of 30", "../shared/data/plan-30");

/** Estimates are 1 + the number of tasks. */
export function readPlan30(): Workstream[] {
  return readdirSync(PLAN_30).map((name) => {
    const file: File30 = JSON.parse(readFileSync(join(PLAN_30, name), "utf8"));
    return workstream({
      id: file.id,
      dependsOn: [...new Set(file.depends_on)],
      tasks: file.tasks,
      estimate: 1 + file.tasks.length,
      filesScope: file.files_scope.map(normalisePattern),
      filesCreate: (file.files_create ?? []).map(normalisePattern),
    });
  });
}

/** The files as they would lie in a repository. */
export function readPlan30Sources(): SourceFile[] {
  return readdirSync(PLAN_30).map((name) => ({
    path: `workstreams/${name}`,
    text: readFileSync(join(PLAN_30, name), "utf8"),
  }));
}

interface File30 {
  readonly id: string;
  readonly depends_on: readonly string[];
  readonly tasks: readonly string[];
  readonly files_scope: readonly string[];
  readonly files_create?: readonly string[];
}
