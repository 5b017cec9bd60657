/** Google's Gemini API. */
import type { Dialect, ModelAnswer } from "./dialect.ts";
import { field, isString, items } from "./fields.ts";
import { FIGURES, turnAfter } from "./scenario.ts";
import type { Trouble, Turn } from "./scenario.ts";
import { callThatWrites } from "./writing-tool.ts";

export const gemini: Dialect = {
  name: "gemini",
  matches: (path) => /:(?:generateContent|streamGenerateContent|countTokens)$/.test(path),
  answer({ path, query, body }, scenario) {
    if (path.endsWith(":countTokens")) return json(200, { totalTokens: FIGURES.inputTokens });
    const tools = items(body, "tools")
      .flatMap((tool) => items(tool, "functionDeclarations"))
      .map((declaration) => field(declaration, "name"))
      .filter(isString);
    const response = responseOf(partOf(turnAfter(scenario, countResults(body)), tools));
    if (!path.endsWith(":streamGenerateContent")) return json(200, response);
    return query.get("alt") === "sse" ? { kind: "events", events: [{ data: response }] } : json(200, [response]);
  },
  refuse,
};

type Part = Readonly<Record<string, unknown>>;

function partOf(turn: Turn, tools: readonly string[]): Part {
  if (turn.kind === "say") return { text: turn.text };
  const call = callThatWrites(tools, turn.file);
  return call === undefined ? { text: "Some title" } : { functionCall: { name: call.name, args: call.input } };
}

function countResults(body: unknown): number {
  return items(body, "contents")
    .flatMap((content) => items(content, "parts"))
    .filter((part) => field(part, "functionResponse") !== undefined).length;
}

function responseOf(part: Part) {
  return {
    candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
    usageMetadata: {
      promptTokenCount: FIGURES.inputTokens,
      candidatesTokenCount: FIGURES.outputTokens,
      totalTokenCount: FIGURES.inputTokens + FIGURES.outputTokens,
    },
    modelVersion: "gemini-scripted",
    responseId: "scripted",
  };
}

function refuse(trouble: Trouble): ModelAnswer {
  switch (trouble.kind) {
    case "refused":
      return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    case "failing":
      return error(500, "INTERNAL", "An internal error has occurred.");
    case "capped":
      return trouble.what === "rate" ? error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.") : NO_QUOTA;
    default:
      return trouble satisfies never;
  }
}

/** The details tell a quota of a day, which no waiting helps, from one of a minute. */
const NO_QUOTA = error(
  429,
  "RESOURCE_EXHAUSTED",
  "You exceeded your current quota, please check your plan and billing details.",
  [
    {
      "@type": "type.googleapis.com/google.rpc.QuotaFailure",
      violations: [
        {
          quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
          quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
          quotaValue: "50",
        },
      ],
    },
  ],
);

function error(code: number, status: string, message: string, details: readonly unknown[] = []): ModelAnswer {
  return json(code, { error: { code, message, status, details } });
}

function json(status: number, body: unknown): ModelAnswer {
  return { kind: "json", status, body };
}
