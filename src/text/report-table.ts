import { printExpectedTime } from "./expected-time.ts";
import { printDuration } from "./hours.ts";
import { markup, NOTHING, sentenceMarkup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { printUsage } from "./money.ts";
import { toneOf } from "./palette.ts";
import type { ReportAttempt, ReportData, ReportWorkstream } from "./report-data.ts";
import { printReportSpending, tellsSpending } from "./report-numbers.ts";
import { attemptMark, stateMark } from "./state-mark.ts";

/** Every workstream with its state, attempts, time and reason. */
export function reportTable(data: ReportData): Markup {
  const spent = tellsSpending(data) ? markup`<th scope="col" class="time">Spent</th>` : NOTHING;
  return markup`<section class="long" aria-labelledby="table"><h2 id="table">All workstreams</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="table"><table>
<thead><tr><th scope="col">Workstream</th><th scope="col">State</th><th scope="col">Attempts</th>
<th scope="col" class="time">Agent time</th>${spent}<th scope="col">Reason</th></tr></thead>
<tbody>
${data.workstreams.map((each) => row(each, data))}</tbody>
</table></div></section>`;
}

function row(workstream: ReportWorkstream, data: ReportData): Markup {
  const { id, title, state, reason, attempts, durationMs, time } = workstream;
  const expected = time === undefined ? NOTHING : markup`<div class="expected">${printExpectedTime(time)}</div>`;
  const spending = printReportSpending(workstream, data);
  const spent = markup`<td class="spent">${spending === "" ? NONE : spending}</td>`;
  const subtitle = title === id ? NOTHING : markup`<div class="title">${title}</div>`;
  return markup`<tr id="${id}"><td><code>${id}</code>${subtitle}</td>
<td><span class="state tone-${toneOf(state)}">${stateMark(state)}${state}</span></td>
<td>${attempts.length === 0 ? NONE : markup`<ul class="attempts">${attempts.map(attemptLine)}</ul>`}</td>
<td class="time">${attempts.length === 0 ? NONE : printDuration(durationMs)}${expected}</td>${tellsSpending(data) ? spent : NOTHING}
<td class="reason">${sentenceMarkup(reason)}</td></tr>
`;
}

const NONE = markup`<span class="none">–</span>`;

function attemptLine({ number, agent, state, durationMs, usage, failure }: ReportAttempt): Markup {
  const time = durationMs === undefined ? "" : `, ${printDuration(durationMs)}`;
  const spent = usage === undefined ? "" : `, ${printUsage(usage)}`;
  const why = failure === "" ? NOTHING : markup`<span class="failure">${failure}</span>`;
  return markup`<li>${stateMark(attemptMark(state))}<span>${number}. ${agent}, ${state}${time}${spent}</span>${why}</li>`;
}
