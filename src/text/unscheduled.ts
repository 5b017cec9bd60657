import type { Unscheduled } from "../decide/schedule-problem.ts";
import type { Instant } from "../state/facts.ts";
import type { Reason } from "../state/lifecycle.ts";
import { plain } from "./plain.ts";
import { printReason } from "./reason.ts";

/** What is known of those that have no place in a schedule. */
export interface NeverStarts {
  /** Why it is not to be scheduled; undefined where nobody knows. */
  readonly reasonOf: (id: string) => Reason | undefined;
  readonly now: Instant;
}

/** One line on a workstream that has no place in the schedule, such as "ws-c never starts: it waits for ws-b, which never starts". */
export function printUnscheduled({ id, why }: Unscheduled, never: NeverStarts): string {
  return `${plain(id)} never starts: ${printWhy({ id, why }, never)}`;
}

function printWhy({ id, why }: Unscheduled, never: NeverStarts): string {
  const reason = never.reasonOf(id);
  switch (why.kind) {
    case "excluded":
    case "unreadable":
      return reason === undefined ? "see `workstreams validate`" : printReason(reason, { id, now: never.now });
    case "cycle":
      return "it is on a cycle of dependencies, or waits for one; see `workstreams validate`";
    case "no-agent":
      return "no agent takes its tool and its track; see the configuration";
    case "dependency":
      return `it waits for ${plain(why.dependency)}, which never starts`;
    default:
      return why satisfies never;
  }
}
