import { describe, expect, test } from "vitest";
import { claudeCode } from "../../../src/agents/clis/claude-code.ts";
import { launchInput, recorded, without } from "./recorded.ts";

const read = (name: string) => claudeCode.read(recorded("claude_code", name));

describe("how it is started", () => {
  test("it gets the prompt on its standard input, and each tool allowed", () => {
    const { args, env, files, stdin } = claudeCode.launch(launchInput());
    expect(stdin).toBe("prompt");
    expect(files).toEqual({});
    expect(env).toEqual({ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1" });
    expect(args.slice(0, 6)).toEqual([
      "--print",
      "--output-format",
      "stream-json",
      "--verbose",
      "--permission-mode",
      "dontAsk",
    ]);
    expect(args[args.indexOf("--tools") + 1]).toBe(args[args.indexOf("--allowedTools") + 1]);
    expect(args).not.toContain("--model");
    expect(args).not.toContain("--max-budget-usd");
  });

  test("model, limit, endpoint and further arguments", () => {
    const { args, env } = claudeCode.launch(
      launchInput({
        model: "opus",
        baseUrl: "http://gateway",
        args: ["--effort", "high"],
        limits: { usd: 2.5, tokens: 9 },
      }),
    );
    expect(args.slice(-6)).toEqual(["--model", "opus", "--max-budget-usd", "2.5", "--effort", "high"]);
    expect(env["ANTHROPIC_BASE_URL"]).toBe("http://gateway");
  });
});

describe("what its output says", () => {
  test("its cost, the tokens of all models, and its last words", () => {
    expect(read("writes")).toEqual({
      usage: { usd: 0.013699999999999999, inputTokens: 2400, outputTokens: 68 },
      problem: undefined,
      text: "The scripted model is done.",
    });
  });

  test.each([
    ["refused", "login", "Invalid API key · Fix external API key"],
    ["no-login", "login", "Not logged in · Please run /login"],
    ["credit", "usage-cap", "Credit balance is too low"],
    ["rate", "usage-cap", "status 429: rate_limit"],
    ["failing", "service", "status 500: server_error"],
    ["denied", "denied", "Write"],
    ["budget", "budget", "its own limit of cost is reached"],
  ])("%s: %s", (name, code, detail) => {
    expect(read(name).problem).toEqual({ code, detail });
  });

  test("a service that failed until it gave up is told in its words", () => {
    expect(read("failed").problem).toMatchObject({
      code: "service",
      detail: expect.stringMatching(/^API Error: 500 Internal server error/),
    });
  });

  test("of a run that was ended: what its messages say", () => {
    expect(claudeCode.read(without(1, recorded("claude_code", "writes")))).toEqual({
      // The recorded messages have one id: the last of them counts.
      usage: { usd: undefined, inputTokens: 1200, outputTokens: 1 },
      problem: undefined,
      text: "The scripted model is done.",
    });
  });

  test("what a later message shows to be over is no problem", () => {
    const { lines, result } = recorded("claude_code", "rate");
    const later = recorded("claude_code", "writes").lines.slice(0, 4);
    expect(claudeCode.read({ lines: [...lines, ...later], result }).problem).toBeUndefined();
  });

  test("a model that can't be reached", () => {
    const retry = { type: "system", subtype: "api_retry", error: "unknown", error_status: null };
    const output = { lines: [JSON.stringify(retry)], result: { kind: "timed-out", minutes: 1 } } as const;
    expect(claudeCode.read(output).problem).toEqual({ code: "service", detail: "the model can't be reached" });
  });
});
