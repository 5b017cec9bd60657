import { opencode } from "../../src/agents/clis/opencode.ts";
import { anthropic } from "../support/model/anthropic.ts";
import { realCliContract } from "./contract.ts";

const KEY = "scripted-anthropic-key";

realCliContract(
  {
    cli: opencode,
    dialects: [anthropic],
    baseUrl: (url) => `${url}/v1`,
    model: "anthropic/claude-sonnet-4-5",
    env: { ANTHROPIC_API_KEY: KEY },
  },
  KEY,
  // It asks again for ever; the first start in a home takes seconds.
  { credit: { untilNamed: true }, rate: { untilNamed: true }, failing: { untilNamed: true } },
);
