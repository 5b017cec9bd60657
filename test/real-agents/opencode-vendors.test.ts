import { describe, expect } from "vitest";
import { opencode } from "../../src/agents/clis/opencode.ts";
import { gemini } from "../support/model/gemini.ts";
import { openaiChat } from "../support/model/openai-chat.ts";
import { openaiResponses } from "../support/model/openai-responses.ts";
import { testsOf } from "./harness.ts";

const KEY = "scripted-vendor-key";

/** Every vendor has its own way of asking, and what it does not know is asked in that of OpenAI. */
const VENDORS = [
  { model: "openai/gpt-4o", dialect: openaiResponses, path: "/v1", key: "OPENAI_API_KEY" },
  { model: "google/gemini-newer-than-it", dialect: gemini, path: "/v1beta", key: "GEMINI_API_KEY" },
  { model: "local/any-model", dialect: openaiChat, path: "/v1", key: "OPENAI_API_KEY" },
];

describe.each(VENDORS)("$model", ({ model, dialect, path, key }) => {
  const test = testsOf({
    cli: opencode,
    dialects: [dialect],
    baseUrl: (url) => `${url}${path}`,
    model,
    env: { [key]: KEY },
  });

  test("writes what the model asks for", async ({ place }) => {
    const file = { path: place.path("a.txt"), text: "a\n" };
    const { result, changes, asked, log } = await place.run({ kind: "writes", files: [file] });
    expect(result, log).toEqual({ kind: "exited", code: 0 });
    expect(changes).toEqual(["?? a.txt"]);
    expect(new Set(asked.map((request) => request.key))).toEqual(new Set([KEY]));
  });
});
