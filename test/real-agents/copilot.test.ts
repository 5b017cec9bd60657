import { copilot } from "../../src/agents/clis/copilot.ts";
import { openaiResponses } from "../support/model/openai-responses.ts";
import { realCliContract } from "./contract.ts";

const KEY = "scripted-provider-key";

realCliContract(
  {
    cli: copilot,
    dialects: [openaiResponses],
    baseUrl: (url) => `${url}/v1`,
    model: "gpt-5.4",
    env: { COPILOT_PROVIDER_API_KEY: KEY, COPILOT_PROVIDER_WIRE_API: "responses" },
  },
  KEY,
  // Where it is told to wait it tries for a minute.
  { credit: { untilNamed: true }, rate: { untilNamed: true }, failing: { untilNamed: true } },
);
