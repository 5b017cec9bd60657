import { printDuration } from "./hours.ts";
import type { Ledger } from "../decide/budget.ts";
import { ledgerParts } from "./ledger.ts";
import type { LedgerParts } from "./ledger.ts";
import { printTokens, printUsd } from "./money.ts";
import { markup, NOTHING } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { ReportData, Totals } from "./report-data.ts";
import { printFactor, printHeadline, printNumber, printRate, printWallTime } from "./report-numbers.ts";
import { markTone, stateMark } from "./state-mark.ts";
import { printTime } from "./time.ts";

/** What a reader wants first: how far the plan is, and in which states. */
export function reportHeader({ totals, at }: ReportData): Markup {
  const legend = totals.states.map(
    ({ state, count }) => markup`<li>${stateMark(state)}<span><b>${count}</b> ${state}</span></li>`,
  );
  return markup`<header>
<p class="eyebrow">Workstreams report</p>
<h1>${printHeadline(totals)}</h1>
<p class="lead">Written ${printTime(at)}.</p>
${totals.workstreams === 0 ? NOTHING : shareBar(totals)}
<ul class="legend" aria-label="Workstreams by state">${legend}</ul>
</header>`;
}

/** The states' shares of the plan as one bar; the legend below it says the same in words. */
function shareBar({ states, workstreams }: Totals): Markup {
  let left = 0;
  const parts = states.map(({ state, count }) => {
    const width = (count / workstreams) * 1000;
    const part = markup`<rect class="tone-${markTone(state)}" x="${left}" y="-2" width="${width}" height="14"/>`;
    left += width;
    return part;
  });
  return markup`<svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

/** The totals, each as a tile with a number and what it means. */
export function reportTiles({ totals, ledger }: ReportData): Markup {
  const { completed, workstreams, delivered, ended } = totals;
  const outcome = `${delivered} of ${ended} ended delivered, ${printRate(totals.deliveryRate)}`;
  const spent = ledgerParts(ledger);
  return markup`<dl class="tiles">
${tile("Success rate", printRate(totals.completionRate), `${completed} of ${workstreams} completed`)}
${tile("Attempts", String(totals.attempts), ended === 0 ? "none has ended yet" : outcome)}
${tile("Wall time", printWallTime(totals), "first start to last end or merge")}
${tile("Agent time", printDuration(totals.agentTimeMs), "all attempts added up")}
${tile("Parallelism", printNumber(totals.parallelism), "agents at work at once")}
${tile("Speed-up", printFactor(totals.speedup), "over one agent alone")}
${spent === undefined ? NOTHING : spentTile(ledger, spent)}
</dl>`;
}

/** Tokens where no agent told any dollars. */
function spentTile({ total }: Ledger, { today, untold }: LedgerParts): Markup {
  const number = total.usd === 0 && total.tokens > 0 ? printTokens(total.tokens) : printUsd(total.usd);
  const tokens = total.usd === 0 ? "" : `${printTokens(total.tokens)}; `;
  return tile("Spent", number, `${tokens}${today}${untold === "" ? "" : `; ${untold}`}`);
}

function tile(name: string, number: string, note: string): Markup {
  return markup`<div><dt>${name}</dt><dd class="number">${number}</dd><dd class="note">${note}</dd></div>`;
}
