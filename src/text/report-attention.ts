import type { StateName } from "../state/lifecycle.ts";
import { markup, NOTHING, sentenceMarkup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import type { PausedAgent, ReportData, ReportWorkstream } from "./report-data.ts";
import { stateMark } from "./state-mark.ts";
import { count } from "./words.ts";

const FOR_PEOPLE: ReadonlySet<StateName> = new Set(["failed", "blocked", "changes-requested", "taken-over"]);
const MOST = 12;

/** The agents that get no work, and the workstreams that do not go on by themselves; those that another one blocks are only counted there. */
export function reportAttention({ workstreams, paused }: ReportData): Markup {
  const blocked = new Map<string, number>();
  for (const { root } of workstreams) if (root !== undefined) blocked.set(root, (blocked.get(root) ?? 0) + 1);
  const all = workstreams.filter(({ id, state, root }) => {
    return root === undefined && (FOR_PEOPLE.has(state) || blocked.has(id));
  });
  if (all.length === 0 && paused.length === 0) return NOTHING;
  const shown = all.slice(0, MOST).map((each) => line(each, blocked.get(each.id) ?? 0));
  const rest = all.length - shown.length;
  return markup`<section aria-labelledby="attention"><h2 id="attention">Waits for a person</h2>
<ul class="people">${paused.map(pausedLine)}${shown}</ul>
${rest === 0 ? NOTHING : markup`<p class="hint">${rest} more in the table below.</p>`}</section>`;
}

function pausedLine({ agent, reason }: PausedAgent): Markup {
  return markup`<li>${stateMark("held")}<code>${agent}</code>
<span>${sentenceMarkup(reason)}</span></li>
`;
}

function line({ id, state, reason }: ReportWorkstream, blocked: number): Markup {
  const others = blocked === 0 ? NOTHING : markup`<small>${count(blocked, "workstream")} blocked by it</small>`;
  return markup`<li>${stateMark(state)}<a href="#${id}"><code>${id}</code></a>
<span>${state}: ${sentenceMarkup(reason)}${others}</span></li>
`;
}
