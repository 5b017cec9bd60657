import { heldIdly, printHeldInReport } from "./held.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { ExpectedRest } from "./report-data.ts";

/** So many are named; the data has them all. */
const MOST = 12;

/** The reasons of what is hatched, for those who can't point at it. */
export function reportHeld({ idle }: ExpectedRest): Markup {
  const held = heldIdly(idle);
  if (held.length === 0) return NOTHING;
  const more = held.length > MOST ? markup`<li>${held.length - MOST} more</li>` : NOTHING;
  return markup`<ul class="held" aria-label="Held">
${held.slice(0, MOST).map((each) => markup`<li>${printHeldInReport(each)}</li>\n`)}${more}</ul>`;
}
