/** Claude Code of Anthropic. */
import { z } from "zod";
import type { Usage } from "../../state/facts.ts";
import type { Cli, CliOutput, CliProblem, CliReport, Launch, LaunchInput } from "../cli.ts";
import { Dollars, readJsonLines, Tokens } from "./json-lines.ts";
import { firstLine, vendorProblem } from "./vendor-error.ts";

/** Claude Code: headless, one JSON event a line. */
export const claudeCode: Cli = {
  type: "claude_code",
  package: { registry: "npm", name: "@anthropic-ai/claude-code", version: "2.1.197", program: "claude" },
  variables: [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_MODEL",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "API_TIMEOUT_MS",
    "BASH_DEFAULT_TIMEOUT_MS",
    "BASH_MAX_TIMEOUT_MS",
    "CLAUDE_CODE_MAX_OUTPUT_TOKENS",
    "CLAUDE_CODE_MAX_RETRIES",
    "CLAUDE_CODE_SUBAGENT_MODEL",
    "CLAUDE_CODE_SUBPROCESS_ENV_SCRUB",
    "MAX_THINKING_TOKENS",
  ],
  keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
  hosts: ["api.anthropic.com"],
  launch,
  read,
};

/** What it may use, without asking anybody: tools that leave the worktree or plan for later are not among them. */
const TOOLS =
  "Bash,Edit,Glob,Grep,NotebookEdit,Read,Skill,WebFetch,WebSearch,Write,Task,TaskCreate,TaskGet,TaskList,TaskOutput,TaskStop,TaskUpdate,TodoWrite";

function launch({ model, baseUrl, args, limits }: LaunchInput): Launch {
  return {
    args: [
      "--print",
      "--output-format",
      "stream-json",
      "--verbose",
      // To allow everything is refused to root; to allow each tool is not.
      "--permission-mode",
      "dontAsk",
      "--tools",
      TOOLS,
      "--allowedTools",
      TOOLS,
      "--setting-sources",
      "project",
      "--strict-mcp-config",
      "--no-session-persistence",
      ...(model === undefined ? [] : ["--model", model]),
      ...(limits.usd === undefined ? [] : ["--max-budget-usd", String(limits.usd)]),
      ...args,
    ],
    env: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      ...(baseUrl === undefined ? {} : { ANTHROPIC_BASE_URL: baseUrl }),
    },
    files: {},
    stdin: "prompt",
  };
}

const Text = z.string().catch("");

const Event = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("assistant"),
    /** The name of what went wrong where the words are its own, not the model's. */
    error: Text,
    message: z.object({
      id: Text,
      content: z.array(z.object({ text: Text }).catch({ text: "" })).catch([]),
      usage: z
        .object({
          input_tokens: Tokens,
          cache_creation_input_tokens: Tokens,
          cache_read_input_tokens: Tokens,
          output_tokens: Tokens,
        })
        .optional()
        .catch(undefined),
    }),
  }),
  z.object({
    type: z.literal("system"),
    subtype: z.literal("api_retry"),
    error: Text,
    /** null: nobody answered. */
    error_status: z.number().nullable().catch(null),
  }),
  z.object({
    type: z.literal("result"),
    subtype: Text,
    is_error: z.boolean().catch(false),
    api_error_status: z.number().nullable().catch(null),
    result: Text,
    total_cost_usd: Dollars,
    modelUsage: z
      .record(
        z.string(),
        z.object({
          inputTokens: Tokens,
          cacheCreationInputTokens: Tokens,
          cacheReadInputTokens: Tokens,
          outputTokens: Tokens,
        }),
      )
      .catch({}),
    permission_denials: z.array(z.object({ tool_name: Text })).catch([]),
  }),
]);
type Event = z.infer<typeof Event>;
type Message = Extract<Event, { type: "assistant" }>;
type Result = Extract<Event, { type: "result" }>;

function read({ lines }: CliOutput): CliReport {
  const events = readJsonLines(lines, Event);
  const result = events.findLast((event) => event.type === "result");
  const words = events.filter((event) => event.type === "assistant").map(wordsOf);
  return {
    usage: result === undefined ? usageOfMessages(events) : usageOfResult(result),
    problem: problemOf(events, result),
    text: result?.result.trim() || (words.findLast((text) => text !== "") ?? ""),
  };
}

function wordsOf({ message }: Message): string {
  return message.content
    .map(({ text }) => text)
    .join("\n")
    .trim();
}

/** Of all models, those of its helpers too. */
function usageOfResult({ total_cost_usd: usd, modelUsage }: Result): Usage {
  const models = Object.values(modelUsage);
  return {
    usd,
    inputTokens: models
      .flatMap((model) => [model.inputTokens, model.cacheCreationInputTokens, model.cacheReadInputTokens])
      .reduce(add, 0),
    outputTokens: models.map((model) => model.outputTokens).reduce(add, 0),
  };
}

/** Of a run that was ended: what was being written when each message began is all that is known of its answer. */
function usageOfMessages(events: readonly Event[]): Usage | undefined {
  const messages = new Map(
    events.flatMap((event) =>
      event.type === "assistant" && event.error === "" && event.message.usage !== undefined
        ? [[event.message.id, event.message.usage] as const]
        : [],
    ),
  );
  if (messages.size === 0) return undefined;
  const usages = [...messages.values()];
  return {
    usd: undefined,
    inputTokens: usages
      .flatMap((usage) => [usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens])
      .reduce(add, 0),
    outputTokens: usages.map((usage) => usage.output_tokens).reduce(add, 0),
  };
}

function add(sum: number, count: number): number {
  return sum + count;
}

function problemOf(events: readonly Event[], result: Result | undefined): CliProblem | undefined {
  if (result === undefined) return lastTrouble(events);
  if (result.subtype === "error_max_budget_usd") return { code: "budget", detail: "its own limit of cost is reached" };
  if (result.is_error) return lastTrouble(events) ?? vendorProblem(result.api_error_status ?? undefined, result.result);
  const tools = new Set(result.permission_denials.map((denial) => denial.tool_name));
  return tools.size === 0 ? undefined : { code: "denied", detail: [...tools].join(", ") };
}

/** What still went wrong when the output ended. */
function lastTrouble(events: readonly Event[]): CliProblem | undefined {
  let trouble: CliProblem | undefined;
  for (const event of events) {
    if (event.type === "assistant") trouble = namedProblem(event.error, firstLine(wordsOf(event)));
    if (event.type === "system") trouble = retryProblem(event);
  }
  return trouble;
}

function retryProblem({ error, error_status: status }: Extract<Event, { type: "system" }>): CliProblem | undefined {
  if (status === null) return { code: "service", detail: "the model can't be reached" };
  const detail = `status ${status}: ${error}`;
  return namedProblem(error, detail) ?? vendorProblem(status, detail);
}

/** Its own names of what goes wrong. */
function namedProblem(name: string, detail: string): CliProblem | undefined {
  switch (name) {
    case "authentication_failed":
    case "oauth_org_not_allowed":
      return { code: "login", detail };
    case "billing_error":
    case "rate_limit":
      return { code: "usage-cap", detail };
    case "server_error":
    case "overloaded":
      return { code: "service", detail };
    default:
      return undefined;
  }
}
