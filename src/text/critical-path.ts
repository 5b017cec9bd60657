import type { ExpectedCourse } from "../decide/expected-course.ts";
import { columns, cutColumns, plain } from "./plain.ts";
import { createShortNames } from "./short-names.ts";

type Course = Pick<ExpectedCourse, "rows" | "criticalPath">;

/** What the one chain that is named is called: there may be others as long. */
export function nameCriticalPath({ rows, criticalPath }: Course): string {
  const isOnly = rows.filter(({ critical }) => critical).length === criticalPath.length;
  return isOnly ? "the critical path" : "one of the critical paths";
}

const ARROW = " → ";

/** One line of at most `width` columns, with names that are shorter where there is less room. */
export function printCriticalPath(course: Course, width: number): string {
  const head = `${nameCriticalPath(course)}: `;
  const names = chooseNames(course, width - columns(head));
  return cutColumns(head + joinNames(names, width - columns(head)), width);
}

/** The longest names with which all fit; the shortest where none do. */
function chooseNames({ rows, criticalPath }: Course, room: number): readonly string[] {
  const names = createShortNames(rows.map(({ id }) => id));
  const shortest = criticalPath.map((id) => names.shortest(id));
  if (lengthOf(shortest) > room) return shortest;
  const lengths = new Set(criticalPath.map((id) => columns(plain(id))));
  for (let most = Math.max(...lengths); most > 0; most -= 1) {
    const fitting = criticalPath.map((id, index) => names.fitting(id, most) || (shortest[index] ?? ""));
    if (lengthOf(fitting) <= room) return fitting;
  }
  return shortest;
}

function joinNames(names: readonly string[], room: number): string {
  if (lengthOf(names) <= room) return names.join(ARROW);
  const withMore = (kept: number): string => [...names.slice(0, kept), `… ${names.length - kept} more`].join(ARROW);
  let kept = 1;
  while (kept + 1 < names.length && columns(withMore(kept + 1)) <= room) kept += 1;
  return withMore(kept);
}

function lengthOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + columns(name) + ARROW.length, -ARROW.length);
}
