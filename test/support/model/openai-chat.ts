/** OpenAI's chat completions, and what many other vendors and local servers offer in their place. */
import type { Dialect, ModelEvent } from "./dialect.ts";
import { editsOf } from "./edits-in-text.ts";
import { field, isString, items } from "./fields.ts";
import { refuseLikeOpenai } from "./openai-errors.ts";
import { FIGURES, turnAfter } from "./scenario.ts";
import type { ModelScenario } from "./scenario.ts";
import { callThatWrites } from "./writing-tool.ts";

export const openaiChat: Dialect = {
  name: "openai-chat",
  matches: (path) => path.endsWith("/chat/completions"),
  answer({ body }, scenario) {
    const message = messageFor(body, scenario);
    const answer = { id: "chatcmpl-scripted", created: 1_700_000_000, model: field(body, "model") };
    if (field(body, "stream") === true) return { kind: "events", events: eventsOf(answer, message) };
    const choice = { index: 0, message: { role: "assistant", ...message }, finish_reason: reasonOf(message) };
    return {
      kind: "json",
      status: 200,
      body: { ...answer, object: "chat.completion", choices: [choice], usage: USAGE },
    };
  },
  refuse: refuseLikeOpenai,
};

interface Message {
  readonly content: string | null;
  readonly tool_calls?: readonly unknown[];
}

/** Without tools the files are written by the text of the answer, all at once. */
function messageFor(body: unknown, scenario: ModelScenario): Message {
  const tools = items(body, "tools")
    .map((tool) => field(field(tool, "function"), "name"))
    .filter(isString);
  if (tools.length === 0) return { content: editsOf(scenario, textsOf(body)) ?? "Some title" };
  const turn = turnAfter(scenario, countResults(body));
  if (turn.kind === "say") return { content: turn.text };
  const call = callThatWrites(tools, turn.file);
  if (call === undefined) return { content: "Some title" };
  const id = `call_${turn.file.path.length}_${turn.file.text.length}`;
  const asked = { name: call.name, arguments: JSON.stringify(call.input) };
  return { content: null, tool_calls: [{ index: 0, id, type: "function", function: asked }] };
}

function textsOf(body: unknown): readonly string[] {
  return items(body, "messages")
    .map((message) => field(message, "content"))
    .filter(isString);
}

function countResults(body: unknown): number {
  return items(body, "messages").filter((message) => field(message, "role") === "tool").length;
}

const USAGE = {
  prompt_tokens: FIGURES.inputTokens,
  completion_tokens: FIGURES.outputTokens,
  total_tokens: FIGURES.inputTokens + FIGURES.outputTokens,
};

function reasonOf(message: Message): string {
  return message.tool_calls === undefined ? "stop" : "tool_calls";
}

function eventsOf(answer: Readonly<Record<string, unknown>>, message: Message): readonly ModelEvent[] {
  const chunk = { ...answer, object: "chat.completion.chunk" };
  const choices = [
    { index: 0, delta: { role: "assistant", ...message }, finish_reason: null },
    { index: 0, delta: {}, finish_reason: reasonOf(message) },
  ];
  return [
    ...choices.map((choice) => ({ data: { ...chunk, choices: [choice] } })),
    { data: { ...chunk, choices: [], usage: USAGE } },
    { data: "[DONE]" },
  ];
}
