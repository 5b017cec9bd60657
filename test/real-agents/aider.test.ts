import { aider } from "../../src/agents/clis/aider.ts";
import { openaiChat } from "../support/model/openai-chat.ts";
import { realCliContract } from "./contract.ts";

const KEY = "scripted-openai-key";

realCliContract(
  {
    cli: aider,
    dialects: [openaiChat],
    baseUrl: (url) => `${url}/v1`,
    model: "openai/gpt-4o",
    env: { OPENAI_API_KEY: KEY },
  },
  KEY,
  {
    // It tries again for a minute.
    credit: { untilNamed: true },
    rate: { untilNamed: true },
    failing: { untilNamed: true },
    endsWell: true,
    outside: { text: undefined, problem: "denied" },
  },
);
