import { ESTIMATE_COLUMNS, estimateRows, printPace } from "./estimate-table.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { ReportData } from "./report-data.ts";

/** What attempts took against what was estimated; nothing before the first delivery. */
export function reportEstimates({ estimates }: ReportData): Markup {
  const rows = estimateRows(estimates);
  if (rows.length === 0) return NOTHING;
  return markup`<section class="long" aria-labelledby="estimates"><h2 id="estimates">Estimates</h2>
<p class="hint">${printPace(estimates)}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="estimates"><table>
<thead><tr>${ESTIMATE_COLUMNS.map(header)}</tr></thead>
<tbody>
${rows.map(
  (cells) => markup`<tr>${cells.map(cell)}</tr>
`,
)}</tbody>
</table></div></section>`;
}

function header(text: string, column: number): Markup {
  return markup`<th scope="col"${sideOf(column)}>${text}</th>`;
}

function cell(text: string, column: number): Markup {
  return markup`<td${sideOf(column)}>${text}</td>`;
}

/** All but the names are numbers. */
function sideOf(column: number): Markup {
  return column === 0 ? NOTHING : markup` class="time"`;
}
