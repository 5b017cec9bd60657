import { describe, expect, test } from "vitest";
import { gemini } from "../../../src/agents/clis/gemini.ts";
import { launchInput, recorded, without } from "./recorded.ts";

const read = (name: string, code = 1) => gemini.read(recorded("gemini", name, { kind: "exited", code }));

function readEvents(...events: readonly unknown[]) {
  return gemini.read({ lines: events.map((event) => JSON.stringify(event)), result: { kind: "exited", code: 0 } });
}

describe("how it is started", () => {
  test("it reads the prompt from its standard input, asks nobody, and has its settings in its home", () => {
    const { args, env, files, stdin } = gemini.launch(launchInput({ args: ["--debug"] }));
    expect(stdin).toBe("prompt");
    expect(args).toEqual(["--approval-mode", "yolo", "--skip-trust", "--output-format", "stream-json", "--debug"]);
    expect(env).toEqual({});
    expect(Object.keys(files)).toEqual([".gemini/settings.json"]);
    expect(JSON.parse(files[".gemini/settings.json"] ?? "")).toMatchObject({
      security: { auth: { selectedType: "gemini-api-key" } },
      general: { enableAutoUpdate: false },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
    });
  });

  test("a model and another endpoint", () => {
    const { args, env } = gemini.launch(
      launchInput({ model: "gemini-2.5-pro", baseUrl: "http://gateway", args: ["-d"] }),
    );
    expect(args.slice(-3)).toEqual(["--model", "gemini-2.5-pro", "-d"]);
    expect(env).toEqual({ GOOGLE_GEMINI_BASE_URL: "http://gateway" });
  });
});

describe("what its output says", () => {
  test("its tokens, and its last words", () => {
    expect(read("writes", 0)).toEqual({
      usage: { usd: undefined, inputTokens: 3600, outputTokens: 102 },
      problem: undefined,
      text: "The scripted model is done.",
    });
  });

  test("what it thought is paid like what it said", () => {
    const stats = { input_tokens: 100, output_tokens: 20, total_tokens: 150 };
    expect(readEvents({ type: "result", status: "success", stats }).usage).toMatchObject({ outputTokens: 50 });
  });

  test.each([
    ["refused", 145, "login", /^Request had invalid authentication credentials\.$/],
    ["no-key", 41, "login", /^When using Gemini API, you must specify the GEMINI_API_KEY environment variable\.$/],
    ["credit", 173, "usage-cap", /^You have exhausted your daily quota on this model\.$/],
    ["failed", 244, "service", /^An internal error has occurred\.$/],
    ["outside", 0, "denied", /^Path not in workspace: /],
  ])("%s, exit code %i: %s", (name, exit, code, detail) => {
    expect(read(name, exit).problem).toEqual({ code, detail: expect.stringMatching(detail) });
  });

  test.each([
    ["rate", "usage-cap", "Resource has been exhausted."],
    ["failing", "service", "An internal error has occurred."],
  ])("%s, ended between two tries: %s", (name, code, detail) => {
    const report = gemini.read(recorded("gemini", name, { kind: "timed-out", minutes: 1 }));
    expect(report).toEqual({ usage: undefined, problem: { code, detail }, text: "" });
  });

  test("a try that worked ends the trouble before it", () => {
    const { lines } = recorded("gemini", "failing");
    const said = JSON.stringify({ type: "message", role: "assistant", content: "Better now." });
    expect(gemini.read({ lines: [...lines, said], result: { kind: "timed-out", minutes: 1 } })).toMatchObject({
      problem: undefined,
      text: "Better now.",
    });
  });

  test("its words come in pieces, and are those after its last tool", () => {
    const said = (content: string) => ({ type: "message", role: "assistant", content, delta: true });
    const events = [said("First"), { type: "tool_use" }, { type: "tool_result" }, said("It is "), said("done.\n")];
    expect(readEvents({ type: "message", role: "user", content: "Do it" }, ...events).text).toBe("It is done.");
  });

  test("a key that the vendor does not know is refused with status 400", () => {
    const error = { code: 400, message: "API key not valid. Please pass a valid API key.", status: "INVALID_ARGUMENT" };
    const message = `[API Error: ${JSON.stringify({ error })}]`;
    expect(readEvents({ type: "result", status: "error", error: { message } }).problem?.code).toBe("login");
  });

  test("an error without a name here is its last word", () => {
    const message = "[API Error: models/nonsense is not found]";
    expect(readEvents({ type: "result", status: "error", error: { message } })).toMatchObject({
      problem: undefined,
      text: message,
    });
  });

  test("a run that was ended has no figures", () => {
    expect(gemini.read(without(1, recorded("gemini", "writes")))).toMatchObject({
      usage: undefined,
      problem: undefined,
    });
  });
});
