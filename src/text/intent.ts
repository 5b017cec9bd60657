import type { Intent } from "../state/facts.ts";
import { parseTarget } from "../state/names.ts";

/** What a person is answered who asked for something. */
export function printIntentAnswer({ verb, target }: Pick<Intent, "verb" | "target">): string {
  const parsed = parseTarget(target);
  const what = parsed.kind === "all" ? "everything" : parsed.kind === "agent" ? parsed.agent : parsed.id;
  return `${answer(verb, what, target)}; a run that goes on acts on it at once, else the next one`;
}

function answer(verb: Intent["verb"], what: string, target: string): string {
  switch (verb) {
    case "start":
      return `${what} goes first`;
    case "retry":
      return `${what} will be tried again, with all its attempts before it`;
    case "cancel":
      return `${what} is cancelled: what runs is stopped, an open pull request is closed`;
    case "pause":
      return `${what} is paused: what runs goes on, nothing new starts (\`workstreams resume${target === "all" ? "" : ` ${target}`}\`)`;
    case "resume":
      return `${what} goes on`;
    default:
      return verb satisfies never;
  }
}
