import { claudeCode } from "../../src/agents/clis/claude-code.ts";
import { anthropic } from "../support/model/anthropic.ts";
import { realCliContract } from "./contract.ts";

const KEY = "scripted-anthropic-key";

realCliContract(
  {
    cli: claudeCode,
    dialects: [anthropic],
    baseUrl: (url) => url,
    model: undefined,
    env: { ANTHROPIC_API_KEY: KEY },
  },
  KEY,
  // It tries ten times, for three minutes: a refused key too, where its endpoint is not the vendor's.
  {
    refused: { env: { CLAUDE_CODE_MAX_RETRIES: "1" } },
    rate: { env: { CLAUDE_CODE_MAX_RETRIES: "1" } },
    failing: { untilNamed: true },
  },
);
