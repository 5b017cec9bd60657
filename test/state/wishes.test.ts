import { expect, test } from "vitest";
import type { Intent } from "../../src/state/facts.ts";
import { agentTarget } from "../../src/state/names.ts";
import { readWishes } from "../../src/state/wishes.ts";

/** Intents in the order of time, each written as "verb target". */
function wishesAfter(...written: readonly string[]) {
  return readAll(written)("ws-a");
}

function readAll(written: readonly string[]) {
  const intents = written.map((text, at): Intent => {
    const [verb, target = "all"] = text.split(" ");
    const known = (["start", "retry", "cancel", "pause", "resume"] as const).find((each) => each === verb);
    if (known === undefined) throw new Error(text);
    return { verb: known, target, who: "ada", at };
  });
  return readWishes(intents);
}

test.each<[readonly string[], boolean]>([
  [[], false],
  [["pause ws-a"], true],
  [["pause ws-b"], false],
  [["pause all"], true],
  [["pause ws-a", "resume ws-a"], false],
  [["pause all", "resume all"], false],
  [["pause all", "resume ws-a"], false],
  [["pause ws-a", "resume all"], false],
  [["pause all", "resume ws-a", "pause all"], true],
  [["resume ws-a", "pause ws-a"], true],
])("after %j it is paused: %s", (intents, paused) => {
  expect(wishesAfter(...intents).pause !== undefined).toBe(paused);
});

test.each<[readonly string[], string | undefined, boolean]>([
  [["retry ws-a"], "retry", false],
  [["start ws-a"], "start", false],
  [["cancel ws-a"], undefined, true],
  [["cancel ws-a", "retry ws-a"], "retry", false],
  [["retry ws-a", "cancel ws-a"], "retry", true],
  [["retry ws-b", "cancel ws-b"], undefined, false],
  [["retry ws-a", "pause ws-a"], "retry", false],
])("after %j: restart %s, cancelled %s", (intents, restart, cancelled) => {
  const wishes = wishesAfter(...intents);
  expect(wishes.restart?.verb).toBe(restart);
  expect(wishes.cancel !== undefined).toBe(cancelled);
});

test.each<[readonly string[], string | undefined]>([
  [[], undefined],
  [["resume agent:agent-1"], "resume agent:agent-1"],
  [["resume all"], "resume all"],
  [["resume agent:agent-2", "resume ws-a"], undefined],
  [["resume agent:agent-1", "pause agent:agent-1"], "pause agent:agent-1"],
  [["pause agent:agent-1", "resume all"], "resume all"],
])("after %j for agent-1 holds: %s", (written, expected) => {
  const { pause, resume } = readAll(written)(agentTarget("agent-1"));
  const holds = pause ?? resume;
  expect(holds && `${holds.verb} ${holds.target}`).toBe(expected);
});
