import { gemini } from "../../src/agents/clis/gemini.ts";
import { gemini as dialect } from "../support/model/gemini.ts";
import { realCliContract } from "./contract.ts";

const KEY = "scripted-gemini-key";

realCliContract(
  {
    cli: gemini,
    dialects: [dialect],
    baseUrl: (url) => url,
    // Without one it asks a smaller model which one to ask.
    model: "gemini-2.5-flash",
    env: { GEMINI_API_KEY: KEY },
  },
  KEY,
  { rate: { untilNamed: true }, failing: { untilNamed: true }, outside: { text: undefined, problem: "denied" } },
);
