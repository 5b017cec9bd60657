/** OpenAI's Responses API. */
import type { Dialect, ModelAnswer, ModelEvent } from "./dialect.ts";
import { field, isString, items } from "./fields.ts";
import { refuseLikeOpenai } from "./openai-errors.ts";
import { FIGURES, turnAfter } from "./scenario.ts";
import type { Turn } from "./scenario.ts";
import { callThatWrites, patchThatAdds } from "./writing-tool.ts";

export const openaiResponses: Dialect = {
  name: "openai-responses",
  matches: (path) => path.endsWith("/responses"),
  answer({ body }, scenario): ModelAnswer {
    const item = itemOf(turnAfter(scenario, countResults(body)), items(body, "tools"));
    const response = responseOf(field(body, "model"), item);
    if (field(body, "stream") === true) return { kind: "events", events: eventsOf(response) };
    return { kind: "json", status: 200, body: response };
  },
  refuse: refuseLikeOpenai,
};

type Item = Readonly<Record<string, unknown>>;

function itemOf(turn: Turn, tools: readonly unknown[]): Item {
  if (turn.kind === "say") return message(turn.text);
  const id = `call_${turn.file.path.length}_${turn.file.text.length}`;
  const custom = tools.some((tool) => field(tool, "type") === "custom" && field(tool, "name") === "apply_patch");
  if (custom) {
    const input = patchThatAdds(turn.file);
    return { type: "custom_tool_call", id: `ctc_${id}`, call_id: id, name: "apply_patch", input, status: "completed" };
  }
  const names = tools.map((tool) => field(tool, "name")).filter(isString);
  const call = callThatWrites(names, turn.file);
  if (call === undefined) return message("Some title");
  const { name, input } = call;
  return {
    type: "function_call",
    id: `fc_${id}`,
    call_id: id,
    name,
    arguments: JSON.stringify(input),
    status: "completed",
  };
}

function message(text: string): Item {
  const content = [{ type: "output_text", text, annotations: [] }];
  return { type: "message", id: "msg_scripted", role: "assistant", status: "completed", content };
}

function countResults(body: unknown): number {
  return items(body, "input")
    .map((item) => field(item, "type"))
    .filter((type) => isString(type) && type.endsWith("_call_output")).length;
}

function responseOf(model: unknown, item: Item) {
  return {
    id: "resp_scripted",
    object: "response",
    created_at: 1_700_000_000,
    status: "completed",
    model,
    output: [item],
    usage: {
      input_tokens: FIGURES.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: FIGURES.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: FIGURES.inputTokens + FIGURES.outputTokens,
    },
  };
}

function eventsOf(response: ReturnType<typeof responseOf>): readonly ModelEvent[] {
  const begun = { ...response, status: "in_progress", output: [], usage: null };
  const events = [
    { type: "response.created", response: begun },
    ...response.output.flatMap((item, output_index) => [
      { type: "response.output_item.added", output_index, item: { ...item, status: "in_progress" } },
      { type: "response.output_item.done", output_index, item },
    ]),
    { type: "response.completed", response },
  ];
  return events.map((data, sequence_number) => ({ event: data.type, data: { ...data, sequence_number } }));
}
