import { printDuration } from "./hours.ts";
import { html, NOTHING, sentenceHtml } from "./html.ts";
import type { Html } from "./html.ts";
import { toneOf } from "./palette.ts";
import type { ReportAttempt, ReportData, ReportWorkstream } from "./report-data.ts";
import { attemptMark, stateMark } from "./state-mark.ts";

/** Every workstream with its state, attempts, time and reason. */
export function reportTable({ workstreams }: ReportData): Html {
  return html`<section class="long" aria-labelledby="table">
    <h2 id="table">All workstreams</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Workstream</th>
            <th scope="col">State</th>
            <th scope="col">Attempts</th>
            <th scope="col" class="time">Agent time</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          ${workstreams.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row({ id, title, state, reason, attempts, durationMs }: ReportWorkstream): Html {
  const subtitle = title === id ? NOTHING : html`<div class="title">${title}</div>`;
  const time = attempts.length === 0 ? html`<span class="none">–</span>` : html`${printDuration(durationMs)}`;
  return html`<tr id="${id}">
    <td><code>${id}</code>${subtitle}</td>
    <td><span class="state tone-${toneOf(state)}">${stateMark(state)}${state}</span></td>
    <td>${attemptList(attempts)}</td>
    <td class="time">${time}</td>
    <td class="reason">${sentenceHtml(reason)}</td>
  </tr> `;
}

function attemptList(attempts: readonly ReportAttempt[]): Html {
  if (attempts.length === 0) return html`<span class="none">none</span>`;
  return html`<ol class="attempts">
    ${attempts.map(attemptLine)}
  </ol>`;
}

function attemptLine({ number, agent, state, durationMs, failure }: ReportAttempt): Html {
  const time = durationMs === undefined ? "" : `, ${printDuration(durationMs)}`;
  const why = failure === "" ? NOTHING : html`<span class="failure">${failure}</span>`;
  return html`<li>${stateMark(attemptMark(state))}${number}. ${agent}, ${state}${time}${why}</li>`;
}
