import { describe, expect, test } from "vitest";
import { codex } from "../../../src/agents/clis/codex.ts";
import { launchInput, recorded, without } from "./recorded.ts";

const read = (name: string) => codex.read(recorded("codex", name));

function readEvents(...events: readonly unknown[]) {
  return codex.read({ lines: events.map((event) => JSON.stringify(event)), result: { kind: "exited", code: 1 } });
}

describe("how it is started", () => {
  test("it reads the prompt from its standard input, whatever further arguments there are", () => {
    const { args, env, files, stdin } = codex.launch(launchInput({ model: "gpt-5.5", args: ["--color", "never"] }));
    expect(stdin).toBe("prompt");
    expect({ env, files }).toEqual({ env: {}, files: {} });
    expect(args.slice(0, 3)).toEqual(["exec", "--json", "--dangerously-bypass-approvals-and-sandbox"]);
    expect(args.slice(-5)).toEqual(["--model", "gpt-5.5", "--color", "never", "-"]);
    expect(args.join(" ")).not.toContain("model_provider");
  });

  test("another endpoint is a provider of its own", () => {
    const { args } = codex.launch(launchInput({ baseUrl: 'http://gateway/"v1"' }));
    expect(args).toContain(
      String.raw`model_providers.endpoint={name="endpoint",base_url="http://gateway/\"v1\"",env_key="CODEX_API_KEY",wire_api="responses"}`,
    );
    expect(args).toContain('model_provider="endpoint"');
  });
});

describe("what its output says", () => {
  test("its tokens, and its last words", () => {
    expect(read("writes")).toEqual({
      usage: { usd: undefined, inputTokens: 2400, outputTokens: 68 },
      problem: undefined,
      text: "The scripted model is done.",
    });
  });

  test.each([
    ["refused", "login", /^unexpected status 401 Unauthorized: Incorrect API key provided/],
    ["no-login", "login", /^Missing environment variable: `CODEX_API_KEY`\.$/],
    ["credit", "usage-cap", /^Quota exceeded\. Check your plan and billing details\.$/],
    ["rate", "usage-cap", /^exceeded retry limit, last status: 429 Too Many Requests$/],
    ["failing", "service", /^We’re currently experiencing high demand, which may cause temporary errors\.$/],
    ["failed", "service", /^We’re currently experiencing high demand, which may cause temporary errors\.$/],
  ])("%s: %s", (name, code, detail) => {
    expect(read(name)).toMatchObject({ usage: undefined, problem: { code, detail: expect.stringMatching(detail) } });
  });

  test("a run that was ended has no figures", () => {
    expect(codex.read(without(1, recorded("codex", "writes")))).toMatchObject({ usage: undefined, problem: undefined });
  });

  test("what it does next shows that a trouble is over; a warning does not", () => {
    const trouble = {
      type: "error",
      message: "Reconnecting... waiting for network (Connection failed: error sending request)",
    };
    const warning = { type: "item.completed", item: { type: "error", message: "Falling back" } };
    expect(readEvents(trouble, warning).problem).toEqual({
      code: "service",
      detail: "Connection failed: error sending request",
    });
    expect(readEvents(trouble, { type: "item.started", item: { type: "command_execution" } }).problem).toBeUndefined();
  });

  test("the usage limit of a plan", () => {
    const message = "You've hit your usage limit. Upgrade to Pro or try again in 3 days.";
    expect(readEvents({ type: "turn.failed", error: { message } }).problem).toEqual({
      code: "usage-cap",
      detail: message,
    });
  });

  test("a failure of another kind has no name", () => {
    const message = "The model `nonsense` does not exist.";
    expect(readEvents({ type: "turn.failed", error: { message } }).problem).toBeUndefined();
  });
});
