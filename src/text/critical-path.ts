import type { ExpectedCourse } from "../decide/expected-course.ts";

/** What the one chain that is named is called: there may be others as long. */
export function nameCriticalPath({ rows, criticalPath }: Pick<ExpectedCourse, "rows" | "criticalPath">): string {
  const isOnly = rows.filter(({ critical }) => critical).length === criticalPath.length;
  return isOnly ? "the critical path" : "one of the critical paths";
}
