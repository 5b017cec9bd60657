/** OpenAI's Responses API. */
import type { Dialect, ModelAnswer, ModelEvent } from "./dialect.ts";
import { field, isString, items } from "./fields.ts";
import { refuseLikeOpenai } from "./openai-errors.ts";
import { FIGURES, turnAfter } from "./scenario.ts";
import type { FileToWrite, Turn } from "./scenario.ts";
import { callThatWrites, patchThatAdds } from "./writing-tool.ts";

export const openaiResponses: Dialect = {
  name: "openai-responses",
  matches: (path) => path.endsWith("/responses"),
  answer({ body }, scenario): ModelAnswer {
    const item = itemOf(turnAfter(scenario, countResults(body)), toolsOf(body));
    const response = responseOf(field(body, "model"), item);
    if (field(body, "stream") === true) return { kind: "events", events: eventsOf(response) };
    return { kind: "json", status: 200, body: response };
  },
  refuse: refuseLikeOpenai,
};

type Item = Readonly<Record<string, unknown>>;

/** What a request offers: in its own field, or for newer models in its input, perhaps in a namespace. */
function toolsOf(body: unknown): readonly unknown[] {
  const added = items(body, "input").filter((item) => field(item, "type") === "additional_tools");
  return [...items(body, "tools"), ...added.flatMap((item) => items(item, "tools"))].flatMap(withoutNamespace);
}

function withoutNamespace(tool: unknown): readonly unknown[] {
  return field(tool, "type") === "namespace" ? items(tool, "tools") : [tool];
}

function itemOf(turn: Turn, tools: readonly unknown[]): Item {
  if (turn.kind === "say") return message(turn.text);
  const id = `call_${turn.file.path.length}_${turn.file.text.length}`;
  const custom = customCall(turn.file, tools);
  if (custom !== undefined)
    return { type: "custom_tool_call", id: `ctc_${id}`, call_id: id, ...custom, status: "completed" };
  const call = callThatWrites(namesOf(tools), turn.file);
  if (call === undefined) return message("Some title");
  const { name, input } = call;
  const args = JSON.stringify(input);
  return { type: "function_call", id: `fc_${id}`, call_id: id, name, arguments: args, status: "completed" };
}

/** Custom tools take text: a patch, or a script that calls other tools. */
function customCall(file: FileToWrite, tools: readonly unknown[]): { name: string; input: string } | undefined {
  const names = namesOf(tools.filter((tool) => field(tool, "type") === "custom"));
  const patch = patchThatAdds(file);
  if (names.includes("apply_patch")) return { name: "apply_patch", input: patch };
  if (names.includes("exec"))
    return { name: "exec", input: `text(await tools.apply_patch(${JSON.stringify(patch)}));` };
  return undefined;
}

function namesOf(tools: readonly unknown[]): readonly string[] {
  return tools.map((tool) => field(tool, "name")).filter(isString);
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
