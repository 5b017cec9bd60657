import type { Notice } from "../state/lifecycle.ts";

/** What is worth a warning beside a workstream's state, one sentence without a full stop. */
export function printNotice(notice: Notice): string {
  switch (notice.kind) {
    case "drift":
      return `its file changed during attempt ${notice.attempt}; the change applies from the next attempt`;
    case "redefined":
      return `#${notice.pull} delivered it from another definition; give the new one a new id`;
    default:
      return notice satisfies never;
  }
}
