import { describe, expect } from "vitest";
import { aider } from "../../src/agents/clis/aider.ts";
import { openaiChat } from "../support/model/openai-chat.ts";
import { FIGURES } from "../support/model/scenario.ts";
import { realCliContract } from "./contract.ts";
import { testsOf } from "./harness.ts";
import type { RealCli } from "./harness.ts";

const KEY = "scripted-openai-key";

const real: RealCli = {
  cli: aider,
  dialects: [openaiChat],
  baseUrl: (url) => `${url}/v1`,
  model: "openai/gpt-4o",
  env: { OPENAI_API_KEY: KEY },
};

realCliContract(real, KEY, {
  // It tries again for a minute.
  credit: { untilNamed: true },
  rate: { untilNamed: true },
  failing: { untilNamed: true },
  endsWell: true,
  outside: { text: undefined, problem: "denied" },
});

describe("with a model that it does not know", () => {
  const test = testsOf({ ...real, model: "openai/newer-than-it" });

  test("a file that only the model names is taken up and written", async ({ place }) => {
    const file = { path: "README.md", text: "Another text.\n" };
    const { result, report, changes, asked, log } = await place.run({ kind: "writes", files: [file] });
    expect(result, log).toEqual({ kind: "exited", code: 0 });
    expect(changes).toEqual([" M README.md"]);
    expect(place.read("README.md")).toBe(file.text);
    expect(asked).toHaveLength(2);
    expect(report.usage).toEqual({
      usd: undefined,
      inputTokens: 2 * FIGURES.inputTokens,
      outputTokens: 2 * FIGURES.outputTokens,
    });
  });
});
