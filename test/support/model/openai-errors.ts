import type { ModelAnswer } from "./dialect.ts";
import type { Trouble } from "./scenario.ts";

/** OpenAI's refusals: the same for each of its ways to ask a model. */
export function refuseLikeOpenai(trouble: Trouble): ModelAnswer {
  switch (trouble.kind) {
    case "refused":
      return error(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: scripted.");
    case "failing":
      return error(500, "server_error", null, "The server had an error while processing your request.");
    case "capped":
      return trouble.what === "rate" ? TOO_MANY : NO_CREDIT;
    default:
      return trouble satisfies never;
  }
}

const TOO_MANY = error(
  429,
  "tokens",
  "rate_limit_exceeded",
  "Rate limit reached for organization org-scripted on tokens per min.",
);
const NO_CREDIT = error(
  429,
  "insufficient_quota",
  "insufficient_quota",
  "You exceeded your current quota, please check your plan and billing details.",
);

function error(status: number, type: string, code: string | null, message: string): ModelAnswer {
  return { kind: "json", status, body: { error: { message, type, param: null, code } } };
}
