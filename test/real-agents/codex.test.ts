import { codex } from "../../src/agents/clis/codex.ts";
import { openaiResponses } from "../support/model/openai-responses.ts";
import { realCliContract } from "./contract.ts";

const KEY = "scripted-openai-key";

realCliContract(
  {
    cli: codex,
    dialects: [openaiResponses],
    baseUrl: (url) => `${url}/v1`,
    model: undefined,
    env: { CODEX_API_KEY: KEY },
  },
  KEY,
  // It tries five times more, in half a minute.
  { failing: { seconds: 6 } },
);
