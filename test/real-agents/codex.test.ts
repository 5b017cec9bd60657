import { codex } from "../../src/agents/clis/codex.ts";
import { describe, expect } from "vitest";
import { openaiResponses } from "../support/model/openai-responses.ts";
import { realCliContract } from "./contract.ts";
import { testsOf } from "./harness.ts";
import type { RealCli } from "./harness.ts";

const KEY = "scripted-openai-key";

const real: RealCli = {
  cli: codex,
  dialects: [openaiResponses],
  baseUrl: (url) => `${url}/v1`,
  model: undefined,
  env: { CODEX_API_KEY: KEY },
};

// It tries five times more, in half a minute.
realCliContract(real, KEY, { failing: { untilNamed: true } });

describe("with the usual key of its vendor", () => {
  const test = testsOf({ ...real, model: "gpt-5.5", env: { CODEX_API_KEY: "", OPENAI_API_KEY: KEY } });

  test("it works as with its own, and with an older model's tools", async ({ place }) => {
    const files = [{ path: place.path("src/a.txt"), text: "a\n" }];
    const { result, changes, asked, log } = await place.run({ kind: "writes", files });
    expect(result, log).toEqual({ kind: "exited", code: 0 });
    expect(changes).toHaveLength(1);
    expect(new Set(asked.map((request) => request.key))).toEqual(new Set([KEY]));
  });
});
