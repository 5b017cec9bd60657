import { describe, expect, test } from "vitest";
import { copilot } from "../../../src/agents/clis/copilot.ts";
import { launchInput, recorded, without } from "./recorded.ts";

const read = (name: string) => copilot.read(recorded("copilot", name));

function readEvents(...events: readonly unknown[]) {
  return copilot.read({ lines: events.map((event) => JSON.stringify(event)), result: { kind: "exited", code: 1 } });
}

describe("how it is started", () => {
  test("it gets the prompt on its standard input, and leaves its figures in its home", () => {
    const { args, env, files, leaves, stdin } = copilot.launch(launchInput());
    expect(stdin).toBe("prompt");
    expect({ env, files, leaves }).toEqual({ env: {}, files: {}, leaves: ["usage.json"] });
    expect(args[args.indexOf("--usage-output-file") + 1]).toBe("/attempt/home/usage.json");
    expect(args).toContain(
      "--secret-env-vars=COPILOT_GITHUB_TOKEN,COPILOT_PROVIDER_API_KEY,COPILOT_PROVIDER_BEARER_TOKEN",
    );
    expect(args).not.toContain("--max-ai-credits");
  });

  test("model, endpoint and further arguments", () => {
    const input = launchInput({ model: "gpt-5.4", baseUrl: "http://gateway/v1", args: ["--effort", "low"] });
    const { args, env } = copilot.launch(input);
    expect(args.slice(-4)).toEqual(["--model", "gpt-5.4", "--effort", "low"]);
    expect(env).toEqual({ COPILOT_PROVIDER_BASE_URL: "http://gateway/v1", COPILOT_OFFLINE: "true" });
  });

  test.each([
    [5, "500"],
    [1.239, "123"],
    [0.29, "30"],
    [0.05, "30"],
  ])("a limit of %f dollars is one of %s credits", (usd, credits) => {
    const { args } = copilot.launch(launchInput({ limits: { usd, tokens: undefined } }));
    expect(args.slice(-2)).toEqual(["--max-ai-credits", credits]);
  });
});

describe("what its output says", () => {
  test("the tokens of all models, and its last words; dollars only of models that GitHub bills", () => {
    expect(read("writes")).toEqual({
      usage: { usd: undefined, inputTokens: 2400, outputTokens: 68 },
      problem: undefined,
      text: "The scripted model is done.",
    });
    const billed = { totalNanoAiu: 12_500_000_000, aiCreditsStatus: "complete", modelMetrics: {} };
    const output = {
      lines: [],
      left: { "usage.json": JSON.stringify(billed) },
      result: { kind: "exited", code: 0 },
    } as const;
    expect(copilot.read(output).usage).toEqual({ usd: 0.125, inputTokens: 0, outputTokens: 0 });
  });

  test.each([
    ["refused", "login", "Authentication failed with provider at http://127.0.0.1:8080/v1 (HTTP 401)."],
    ["no-login", "login", "Error: No authentication information found."],
    ["credit", "usage-cap", "You exceeded your current quota, please check your plan and billing details."],
    ["failing", "service", "The server had an error while processing your request."],
    ["failed", "service", "The server had an error while processing your request."],
  ])("%s: %s", (name, code, detail) => {
    expect(read(name).problem).toEqual({ code, detail });
  });

  test("a run that was ended has no figures, unless it still left them", () => {
    expect(copilot.read(without(1, recorded("copilot", "writes"))).usage).toBeUndefined();
  });

  test("its own limit of credits", () => {
    expect(readEvents({ type: "session_limits_exhausted.requested", data: {} }).problem?.code).toBe("budget");
  });

  test("its own names of a refusal, in the first line of its words", () => {
    const quota = {
      type: "session.error",
      data: { errorType: "quota", message: "You have no credits left.\nSee billing." },
    };
    expect(readEvents(quota).problem).toEqual({ code: "usage-cap", detail: "You have no credits left." });
  });

  test("a trouble that is over, and a model that can't be reached", () => {
    const failure = { type: "model.call_failure", data: { errorMessage: "connect ECONNREFUSED" } };
    expect(readEvents(failure).problem).toEqual({ code: "service", detail: "connect ECONNREFUSED" });
    expect(readEvents(failure, { type: "model.call_finished", data: { outcome: "success" } }).problem).toBeUndefined();
  });
});
