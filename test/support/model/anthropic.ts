/** Anthropic's Messages API. */
import type { Dialect, ModelAnswer, ModelEvent } from "./dialect.ts";
import { field, isString, items } from "./fields.ts";
import { FIGURES, turnAfter } from "./scenario.ts";
import type { Trouble, Turn } from "./scenario.ts";
import { callThatWrites } from "./writing-tool.ts";

export const anthropic: Dialect = {
  name: "anthropic",
  matches: (path) => path.endsWith("/messages") || path.endsWith("/messages/count_tokens"),
  answer({ path, body }, scenario) {
    if (path.endsWith("/count_tokens")) return json(200, { input_tokens: FIGURES.inputTokens });
    const tools = items(body, "tools")
      .map((tool) => field(tool, "name"))
      .filter(isString);
    const blocks = contentOf(turnAfter(scenario, countResults(body)), tools);
    const message = messageOf(field(body, "model"), blocks);
    return field(body, "stream") === true ? { kind: "events", events: eventsOf(message) } : json(200, message);
  },
  refuse,
};

type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: unknown };

function contentOf(turn: Turn, tools: readonly string[]): Block {
  if (turn.kind === "say") return { type: "text", text: turn.text };
  const call = callThatWrites(tools, turn.file);
  if (call === undefined) return { type: "text", text: "Some title" };
  return { type: "tool_use", id: `toolu_${turn.file.path.length}_${turn.file.text.length}`, ...call };
}

function countResults(body: unknown): number {
  return items(body, "messages")
    .flatMap((message) => items(message, "content"))
    .filter((block) => field(block, "type") === "tool_result").length;
}

function messageOf(model: unknown, block: Block) {
  return {
    id: "msg_scripted",
    type: "message",
    role: "assistant",
    model,
    content: [block],
    stop_reason: block.type === "text" ? "end_turn" : "tool_use",
    stop_sequence: null,
    usage: {
      input_tokens: FIGURES.inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: FIGURES.outputTokens,
    },
  };
}

function eventsOf(message: ReturnType<typeof messageOf>): readonly ModelEvent[] {
  const { content, stop_reason, stop_sequence, usage } = message;
  const events = [
    {
      type: "message_start",
      message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    ...content.flatMap((block, index) => blockEvents(block, index)),
    { type: "message_delta", delta: { stop_reason, stop_sequence }, usage: { output_tokens: usage.output_tokens } },
    { type: "message_stop" },
  ];
  return events.map((data) => ({ event: data.type, data }));
}

function blockEvents(block: Block, index: number) {
  const [empty, delta] =
    block.type === "text"
      ? [
          { ...block, text: "" },
          { type: "text_delta", text: block.text },
        ]
      : [
          { ...block, input: {} },
          { type: "input_json_delta", partial_json: JSON.stringify(block.input) },
        ];
  return [
    { type: "content_block_start", index, content_block: empty },
    { type: "content_block_delta", index, delta },
    { type: "content_block_stop", index },
  ];
}

function refuse(trouble: Trouble): ModelAnswer {
  switch (trouble.kind) {
    case "refused":
      return error(401, "authentication_error", "invalid x-api-key");
    case "failing":
      return error(500, "api_error", "Internal server error");
    case "capped":
      return trouble.what === "rate" ? TOO_MANY : NO_CREDIT;
    default:
      return trouble satisfies never;
  }
}

const TOO_MANY = error(
  429,
  "rate_limit_error",
  "This request would exceed your account's rate limit. Please try again later.",
);
const NO_CREDIT = error(
  400,
  "invalid_request_error",
  "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
);

function error(status: number, type: string, message: string): ModelAnswer {
  return json(status, { type: "error", error: { type, message }, request_id: "req_scripted" });
}

function json(status: number, body: unknown): ModelAnswer {
  return { kind: "json", status, body };
}
