/** What becomes of an attempt: each test tells what an agent did, and what the plan made of it. */
import { describe, expect } from "vitest";
import { story } from "../support/project.ts";

describe.concurrent("an attempt", () => {
  story("that fails once is tried again after a pause", async ({ project }) => {
    await project.plan({ "ws-a": {} });
    const agent = project.agents({ "ws-a": "fails_until 2; deliver" });
    const { code, stderr } = await project.run();
    expect(stderr).toContain("exit code 3");
    expect(code).toBe(0);
    expect(agent.invocations().map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(agent.prompt("ws-a", 1)).not.toContain("What went wrong last time");
    expect(agent.prompt("ws-a", 2)).toContain("the model is overloaded");
    expect(await project.git("show", "main:ws-a/ws-a.txt")).toBe("ws-a was here");
  });
});
