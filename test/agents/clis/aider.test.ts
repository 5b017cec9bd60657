import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastWords } from "../../../src/agents/clis/aider-chat.ts";
import { aider } from "../../../src/agents/clis/aider.ts";
import { launchInput, recorded } from "./recorded.ts";

const read = (name: string) => aider.read(recorded("aider", name, { kind: "exited", code: 0 }));

describe("how it is started", () => {
  test("the prompt is a file; nothing of its own is left in the worktree or committed", () => {
    const { args, env, files, leaves, stdin } = aider.launch(launchInput({ args: ["--edit-format", "whole"] }));
    expect(stdin).toBe("nothing");
    expect(args.slice(0, 2)).toEqual(["--message-file", "/attempt/prompt.md"]);
    expect(args.slice(-2)).toEqual(["--edit-format", "whole"]);
    expect(args).toEqual(expect.arrayContaining(["--yes-always", "--no-auto-commits", "--no-analytics"]));
    const own = args.filter((arg) => arg.startsWith("/") && arg !== "/attempt/prompt.md");
    expect(own.every((file) => file.startsWith("/attempt/home/"))).toBe(true);
    expect(leaves?.map((file) => `/attempt/home/${file}`)).toEqual(own.slice(0, 2));
    expect(files).toEqual({});
    expect(Object.keys(env).toSorted()).toEqual(["COLUMNS", "LITELLM_LOCAL_MODEL_COST_MAP"]);
  });

  test.each([
    ["openai/gpt-5.5", ["OPENAI_API_BASE"]],
    ["anthropic/claude-sonnet-4-5", ["ANTHROPIC_API_BASE"]],
    ["gemini/gemini-2.5-pro", ["GEMINI_API_BASE"]],
    ["ollama_chat/qwen", ["OLLAMA_API_BASE"]],
    ["openrouter/anthropic/claude", ["OPENROUTER_API_BASE"]],
    ["sonnet", ["OPENAI_API_BASE", "ANTHROPIC_API_BASE"]],
    [undefined, ["OPENAI_API_BASE", "ANTHROPIC_API_BASE"]],
  ])("the endpoint of %s is in %j", (model, names) => {
    const { env, files } = aider.launch(launchInput({ model, baseUrl: "http://gateway/v1" }));
    expect(Object.keys(env).filter((name) => name.endsWith("_API_BASE"))).toEqual(names);
    expect(names.map((name) => env[name])).toEqual(names.map(() => "http://gateway/v1"));
    expect(Object.keys(files)).toEqual([".aider/caches/model_prices_and_context_window.json"]);
  });
});

describe("what its output says", () => {
  test("its cost and tokens, and its last words", () => {
    expect(read("writes")).toEqual({
      usage: { usd: 0.00334, inputTokens: 1200, outputTokens: 34 },
      problem: undefined,
      text: "The scripted model is done.",
    });
  });

  test.each([
    ["refused", "login", /^AuthenticationError: .*Incorrect API key provided/],
    ["no-key", "login", /^AuthenticationError: .*OPENAI_API_KEY/],
    ["no-model", "login", /^No LLM model was specified and no API keys were provided\.$/],
    ["credit", "usage-cap", /You exceeded your current quota/],
    ["rate", "usage-cap", /Rate limit reached/],
    ["failing", "service", /The server had an error/],
    ["failed", "service", /The server had an error/],
  ])("%s: %s", (name, code, detail) => {
    expect(read(name)).toMatchObject({ usage: undefined, problem: { code, detail: expect.stringMatching(detail) } });
  });

  test("an edit beside the worktree is not made, and each try is counted", () => {
    const { usage, problem } = read("outside");
    expect(usage).toMatchObject({ inputTokens: 4800, outputTokens: 136 });
    expect(problem).toEqual({ code: "denied", detail: expect.stringContaining("is not in the subpath of") });
  });

  test("words of the model that look like an error are no trouble", () => {
    const lines = [...recorded("aider", "refused").lines, "Tokens: 1.2k sent, 34 received."];
    expect(aider.read({ lines, result: { kind: "exited", code: 0 } }).problem).toBeUndefined();
  });

  test("a price that it does not know is no cost of nothing", () => {
    const properties = { prompt_tokens: 7, completion_tokens: 3, cost: 0 };
    const figures = JSON.stringify({ event: "message_send", properties });
    const left = { "aider-figures.jsonl": `${figures}\n${figures}\n{"event": "message_send", "prop` };
    expect(aider.read({ lines: [], left, result: { kind: "timed-out", minutes: 1 } }).usage).toEqual({
      usd: undefined,
      inputTokens: 14,
      outputTokens: 6,
    });
  });

  test("without the files that it leaves nothing is known", () => {
    const { lines } = recorded("aider", "writes");
    expect(aider.read({ lines, result: { kind: "exited", code: 0 } })).toEqual({
      usage: undefined,
      problem: undefined,
      text: "",
    });
  });
});

describe("the last words of a chat", () => {
  const chat = (...lines: readonly string[]) => ["", "# aider chat started at noon", "", ...lines].join("\n");

  test.each([
    ["nobody spoke", chat(), ""],
    ["only we did", chat("#### Do it  ", "> Tokens: 1 sent  "), ""],
    ["edits alone", chat("#### Do it  ", "", "a.txt", "```", "text", "```", "> Applied edit to a.txt  "), ""],
    [
      "the path inside",
      chat("> x  ", "So:", "", "```python", "a.py", "<<<<<<< SEARCH", "```", "", "Done."),
      "So:\n\nDone.",
    ],
    ["a fence that was not closed", chat("> x  ", "So it is:", "```", "text"), "So it is:"],
    ["the later of two", chat("> x  ", "First.", "> y  ", "Second.", "", "> Tokens: 1 sent  "), "Second."],
    [
      "several lines",
      chat("> x  ", "One.", "", "> a quote", "#### a heading", "Two.", "> y  "),
      "One.\n\n> a quote\n#### a heading\nTwo.",
    ],
  ])("%s", (_what, history, words) => expect(lastWords(history)).toBe(words));

  test("any history is read", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("> ", "#### ", "  ", "\n", "```", "a", "\r") }), (text) => {
        expect(lastWords(text)).not.toMatch(/^\s|\s$/);
      }),
    );
  });
});
