import { describe, expect, test } from "vitest";
import { pickAgent } from "../../src/decide/assign.ts";
import { canEverRun } from "../../src/plan/agent-fit.ts";
import { agent, workstream } from "../support/builders.ts";

const api = agent({ id: "api", tracks: ["api"] });
const web = agent({ id: "web", tracks: ["web"] });
const webOnly = agent({ id: "web-only", tracks: ["web"], exclusive: true });
const neutral = agent({ id: "neutral" });
const codex = agent({ id: "codex", type: "codex", tools: ["codex"] });
const high = agent({ id: "high", priority: "high" });

describe("the agent of a workstream", () => {
  test.each([
    ["is the one dedicated to its track", { track: "api" }, [neutral, web, api], "api"],
    ["is neutral rather than another track's", { track: "api" }, [web, neutral], "neutral"],
    ["is another track's rather than nobody", { track: "api" }, [web], "web"],
    ["is never another track's exclusive one", { track: "api" }, [webOnly], undefined],
    ["may be its own track's exclusive one", { track: "web" }, [neutral, webOnly], "web-only"],
    ["leaves dedicated ones to their tracks", {}, [api, neutral], "neutral"],
    ["without a track is no exclusive one", {}, [webOnly], undefined],
    ["takes its tool", { tool: "aider" }, [codex], undefined],
    ["takes any tool where it may", { tool: "aider" }, [codex, neutral], "neutral"],
    ["takes what asks for no tool", {}, [codex], "codex"],
    ["is the one with the higher priority", {}, [neutral, high], "high"],
    ["is its track's, whatever the priority", { track: "api" }, [high, api], "api"],
    ["is the one configured first", {}, [agent({ id: "z" }), agent({ id: "a" })], "z"],
    ["is nobody where nobody is free", {}, [], undefined],
  ])("%s", (_name, fields, free, expected) => {
    expect(pickAgent(workstream(fields), free)?.id).toBe(expected);
  });

  test("can be nobody, ever", () => {
    expect(canEverRun(workstream({ tool: "aider" }), [codex])).toBe(false);
    expect(canEverRun(workstream({ track: "api" }), [webOnly])).toBe(false);
    expect(canEverRun(workstream({ tool: "codex" }), [webOnly, codex])).toBe(true);
  });
});
