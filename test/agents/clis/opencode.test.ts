import { describe, expect, test } from "vitest";
import { opencode } from "../../../src/agents/clis/opencode.ts";
import { launchInput, recorded, without } from "./recorded.ts";

const read = (name: string) => opencode.read(recorded("opencode", name));

function configFor(fields: Parameters<typeof launchInput>[0]): unknown {
  return JSON.parse(opencode.launch(launchInput(fields)).files["opencode.json"] ?? "");
}

describe("how it is started", () => {
  test("it reads the prompt from its standard input, and its configuration where a variable says", () => {
    const { args, env, stdin } = opencode.launch(launchInput({ model: "openai/gpt-5.5", args: ["--variant", "high"] }));
    expect(stdin).toBe("prompt");
    expect(args.slice(0, 4)).toEqual(["run", "--auto", "--format", "json"]);
    expect(args.slice(-4)).toEqual(["--model", "openai/gpt-5.5", "--variant", "high"]);
    expect(env).toMatchObject({ OPENCODE_CONFIG: "/attempt/home/opencode.json", OPENCODE_DISABLE_MODELS_FETCH: "1" });
  });

  test("nothing is updated or shared, and no agent below it spends what nobody counts", () => {
    const config = configFor({});
    expect(config).toMatchObject({ autoupdate: false, share: "disabled", permission: { task: "deny" } });
    expect(config).not.toHaveProperty("provider");
  });

  test("its maker's own models are used only where one is named", () => {
    expect(configFor({ model: "openai/gpt-5.5" })).toMatchObject({ disabled_providers: ["opencode"] });
    expect(configFor({})).toMatchObject({ disabled_providers: ["opencode"] });
    expect(configFor({ model: "opencode/big" })).not.toHaveProperty("disabled_providers");
  });

  test("a model that is newer than it is named to it", () => {
    const config = configFor({ model: "openrouter/maker/model-9" });
    expect(config).toMatchObject({ provider: { openrouter: { models: { "maker/model-9": {} } } } });
  });

  test("another endpoint of a vendor is asked in the vendor's way, any other in OpenAI's", () => {
    expect(configFor({ model: "anthropic/m", baseUrl: "http://gateway/v1" })).toMatchObject({
      provider: { anthropic: { options: { baseURL: "http://gateway/v1" }, models: { m: {} } } },
    });
    expect(configFor({ model: "local/m", baseUrl: "http://gateway/v1" })).toMatchObject({
      provider: {
        local: {
          npm: "@ai-sdk/openai-compatible",
          options: { baseURL: "http://gateway/v1", apiKey: "{env:OPENAI_API_KEY}" },
          models: { m: {} },
        },
      },
    });
  });
});

describe("what its output says", () => {
  test("its cost and tokens, and its last words", () => {
    const { usage, problem, text } = read("writes");
    expect(usage).toEqual({ usd: expect.closeTo(0.01233, 8), inputTokens: 3600, outputTokens: 102 });
    expect({ problem, text }).toEqual({ problem: undefined, text: "The scripted model is done." });
  });

  test("the tokens of its cache and of its thoughts count; a cost of nothing is an unknown one", () => {
    const tokens = { total: 0, input: 1, output: 2, reasoning: 4, cache: { read: 8, write: 16 } };
    const line = JSON.stringify({ type: "step_finish", part: { cost: 0, tokens } });
    expect(opencode.read({ lines: [line, line], result: { kind: "exited", code: 0 } }).usage).toEqual({
      usd: undefined,
      inputTokens: 50,
      outputTokens: 12,
    });
  });

  test.each([
    ["refused", "login", /^invalid x-api-key$/],
    ["no-key", "login", /^Anthropic API key is missing\. /],
    ["no-model", "login", /^No providers are available$/],
    ["credit", "usage-cap", /^Your credit balance is too low /],
    ["rate", "usage-cap", /^This request would exceed your account's rate limit\. /],
    ["failing", "service", /^Internal server error$/],
  ])("%s: %s", (name, code, detail) => {
    const { usage, problem, text } = read(name);
    expect({ usage, problem }).toEqual({ usage: undefined, problem: { code, detail: expect.stringMatching(detail) } });
    expect(text).toMatch(detail);
  });

  test("a run that was ended is counted as far as it came", () => {
    expect(opencode.read(without(2, recorded("opencode", "writes")))).toMatchObject({
      usage: { inputTokens: 2400, outputTokens: 68 },
      problem: undefined,
    });
  });

  test("a try that worked ends the trouble before it", () => {
    const { lines } = recorded("opencode", "failing");
    const worked = recorded("opencode", "silent").lines;
    expect(opencode.read({ lines: [...lines, ...worked], result: { kind: "exited", code: 0 } })).toMatchObject({
      problem: undefined,
      text: "The scripted model found nothing to do.",
    });
  });

  test("words of the model that look like its log are no trouble", () => {
    const log = recorded("opencode", "failing").lines.join("\n");
    const line = JSON.stringify({ type: "text", part: { text: log } });
    expect(opencode.read({ lines: [line], result: { kind: "exited", code: 0 } }).problem).toBeUndefined();
  });

  test("a model that is not there has no name here, and is its last word", () => {
    const log =
      'timestamp=2026-01-01T00:00:00.000Z level=ERROR run=1 message=failed ref=err_1 error="ProviderModelNotFoundError: Model not found: \\"no\\"/such." cause="…"';
    const unknown = { type: "error", error: { name: "UnknownError", data: { message: "Unexpected server error." } } };
    expect(opencode.read({ lines: [log, JSON.stringify(unknown)], result: { kind: "exited", code: 1 } })).toEqual({
      usage: undefined,
      problem: undefined,
      text: 'Model not found: "no"/such.',
    });
  });

  test("a rule that forbids a tool", () => {
    const error = "The user has specified a rule which prevents you from using this specific tool call.";
    const line = JSON.stringify({ type: "tool_use", part: { state: { status: "error", error } } });
    expect(opencode.read({ lines: [line], result: { kind: "exited", code: 0 } }).problem).toEqual({
      code: "denied",
      detail: error,
    });
  });
});
