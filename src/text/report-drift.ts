import { isDrift } from "./drift.ts";
import type { Drift } from "./drift.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { ReportData } from "./report-data.ts";
import { count } from "./words.ts";

/** So many paths or patterns are named; the data has them all. */
export const MOST_NAMED = 10;

/** Where scopes and changes differ; nothing where they do not. */
export function reportDrift({ drift }: ReportData): Markup {
  const rows = drift.filter(isDrift);
  if (rows.length === 0) return NOTHING;
  return markup`<section class="long" aria-labelledby="drift"><h2 id="drift">Scopes against changes</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="drift"><table>
<thead><tr><th scope="col">Workstream</th><th scope="col">Changed</th><th scope="col">Outside of its scope</th>
<th scope="col">Companions</th><th scope="col">Patterns never used</th></tr></thead>
<tbody>
${rows.map(row)}</tbody>
</table></div></section>`;
}

function row({ id, changed, outside, companions, unused }: Drift): Markup {
  return markup`<tr><td><code>${id}</code></td><td>${count(changed, "path")}</td>
<td>${names(outside)}</td><td>${names(companions)}</td><td>${names(unused)}</td></tr>
`;
}

function names(texts: readonly string[]): Markup {
  if (texts.length === 0) return markup`<span class="none">–</span>`;
  const more = texts.length > MOST_NAMED ? markup`<li>${texts.length - MOST_NAMED} more</li>` : NOTHING;
  return markup`<ul>${texts.slice(0, MOST_NAMED).map((text) => markup`<li><code>${text}</code></li>`)}${more}</ul>`;
}
