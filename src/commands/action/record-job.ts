/** `command: record`: what a person asked for by hand becomes intents, before anything can be lost in a queue. */
import * as core from "@actions/core";
import { isPointless } from "../../decide/wish.ts";
import { plain } from "../../text/plain.ts";
import { printIntentAnswer } from "../../text/intent.ts";
import type { Intent } from "../../state/facts.ts";
import { parseTarget } from "../../state/names.ts";
import { writeIntent } from "../intent.ts";
import { checkAgent } from "../one-agent.ts";
import { findWorkstream } from "../one-workstream.ts";
import type { Project } from "../project.ts";
import { look } from "../tick.ts";
import type { Look } from "../tick.ts";
import type { RecordInputs } from "./inputs.ts";
import { say } from "./say.ts";

type Wish = Pick<Intent, "verb" | "target">;

/** All of them or, where an id is wrong, none. An id may also be an agent's, as `agent:<id>`, which is resumed. */
export async function recordJob(project: Project, who: string, inputs: RecordInputs): Promise<void> {
  const looks = inputs.ids.length > 0 || inputs["retry-failed"];
  const seen = looks ? await look(project, { agents: undefined, merge: undefined, acceptance: "on" }) : undefined;
  const wishes = [...pauses(inputs), ...(seen === undefined ? [] : wishesOf(seen, inputs))];
  if (wishes.length === 0) say("nothing to record");
  for (const { verb, target } of wishes) {
    await writeIntent(project, { verb, target, who: plain(who) });
    say(printIntentAnswer({ verb, target }));
  }
}

function pauses({ pause, resume }: RecordInputs): readonly Wish[] {
  return [
    ...(pause ? [{ verb: "pause" as const, target: "all" }] : []),
    ...(resume ? [{ verb: "resume" as const, target: "all" }] : []),
  ];
}

function wishesOf(seen: Look, { ids, "retry-failed": retryFailed }: RecordInputs): readonly Wish[] {
  const named = [...new Set(ids)].flatMap((id): readonly Wish[] => {
    const target = parseTarget(id);
    if (target.kind === "agent") {
      checkAgent(seen, target.agent);
      return [{ verb: "resume", target: id }];
    }
    const state = findWorkstream(seen, id);
    if (!isPointless("start", state)) return [{ verb: "start", target: id }];
    core.notice(`${id} is ${state.state}: there is nothing to start`);
    return [];
  });
  const failed = [...seen.decision.states.values()].filter(({ state }) => state === "failed");
  const retries = retryFailed ? failed.map(({ id }): Wish => ({ verb: "retry", target: id })) : [];
  return [...named, ...retries.filter(({ target }) => !ids.includes(target))];
}
