/** Aider. */
import { join } from "node:path";
import { z } from "zod";
import type { Usage } from "../../state/facts.ts";
import type { Cli, CliOutput, CliProblem, CliReport, Launch, LaunchInput } from "../cli.ts";
import { lastWords } from "./aider-chat.ts";
import { Dollars, readJsonLines, Tokens } from "./json-lines.ts";
import { firstLine, vendorProblem } from "./vendor-error.ts";

/**
 * Aider: one message, edits without commits, no commands. It finds files by the repository map that it shows the model, and
 * takes up those that the prompt or the model names. Whose key it needs depends on its model.
 */
export const aider: Cli = {
  type: "aider",
  package: { registry: "pypi", name: "aider-chat", version: "0.86.2", program: "aider" },
  variables: [
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GEMINI_API_KEY",
    "OPENROUTER_API_KEY",
    "DEEPSEEK_API_KEY",
    "MISTRAL_API_KEY",
    "GROQ_API_KEY",
    "XAI_API_KEY",
    "AZURE_API_KEY",
    "AZURE_API_VERSION",
    "AZURE_API_BASE",
    "OPENAI_API_BASE",
    "OLLAMA_API_BASE",
  ],
  keys: [],
  hosts: [
    "api.anthropic.com",
    "api.openai.com",
    "generativelanguage.googleapis.com",
    "openrouter.ai",
    "api.deepseek.com",
  ],
  // The map's cache, which can be nowhere else.
  litter: [".aider.tags.cache.v4"],
  launch,
  read,
};

const FIGURES = "aider-figures.jsonl";
const CHAT = "aider-chat.md";

function launch({ promptFile, home, model, baseUrl, args }: LaunchInput): Launch {
  return {
    args: [
      "--message-file",
      promptFile,
      ...SWITCHES,
      // Nothing is sent anywhere: this is the one place where its figures are exact.
      "--analytics-log",
      join(home, FIGURES),
      "--chat-history-file",
      join(home, CHAT),
      "--input-history-file",
      join(home, "aider-input"),
      ...(model === undefined ? [] : ["--model", model]),
      ...args,
    ],
    env: {
      // Its errors are one line each.
      COLUMNS: "1000",
      // Aider asks for prices itself.
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
      ...endpoint(model, baseUrl),
    },
    // With an endpoint of one's own it asks nobody else: a list of prices that is there is not asked for.
    files: baseUrl === undefined ? {} : { ".aider/caches/model_prices_and_context_window.json": '{"none":{}}\n' },
    leaves: [FIGURES, CHAT],
    stdin: "nothing",
  };
}

const SWITCHES = [
  // Yes to every question but those about commands, which get a no.
  "--yes-always",
  "--no-auto-commits",
  "--no-dirty-commits",
  "--no-gitignore",
  "--no-check-update",
  "--no-show-release-notes",
  "--no-show-model-warnings",
  "--no-suggest-shell-commands",
  "--no-detect-urls",
  "--disable-playwright",
  "--no-analytics",
  "--no-pretty",
  "--no-fancy-input",
  // Of a streamed answer it only guesses the figures.
  "--no-stream",
];

/** Each vendor's endpoint is a variable; a model without a vendor's name is of one of two. */
function endpoint(model: string | undefined, baseUrl: string | undefined): Record<string, string> {
  if (baseUrl === undefined) return {};
  const vendor = /^([a-z0-9]+)(?:_chat)?\//i.exec(model ?? "")?.[1];
  const vendors = vendor === undefined ? ["OPENAI", "ANTHROPIC"] : [vendor.toUpperCase()];
  return Object.fromEntries(vendors.map((name) => [`${name}_API_BASE`, baseUrl]));
}

function read({ lines, left = {} }: CliOutput): CliReport {
  return {
    usage: usageOf((left[FIGURES] ?? "").split("\n")),
    problem: problemOf(lines),
    text: lastWords(left[CHAT] ?? ""),
  };
}

const Sent = z.object({
  event: z.literal("message_send"),
  properties: z.object({ prompt_tokens: Tokens, completion_tokens: Tokens, cost: Dollars }),
});

/** A cost of nothing is that of a model whose price it does not know. */
function usageOf(figures: readonly string[]): Usage | undefined {
  const messages = readJsonLines(figures, Sent).map(({ properties }) => properties);
  if (messages.length === 0) return undefined;
  const usd = messages.reduce((total, { cost = 0 }) => total + cost, 0);
  return {
    usd: usd === 0 ? undefined : usd,
    inputTokens: messages.reduce((total, message) => total + message.prompt_tokens, 0),
    outputTokens: messages.reduce((total, message) => total + message.completion_tokens, 0),
  };
}

/** The exceptions of the library by which it asks models, all of which end a run with exit code 0. */
const ERROR = /^litellm\.(\w+): (.*)$/;

/** After an answer it prints what it used: what stands before that line did not end the run, and may be the model's words. */
const ANSWERED = /^Tokens: .* received\./;

const NO_KEY = "No LLM model was specified and no API keys were provided.";

function problemOf(lines: readonly string[]): CliProblem | undefined {
  const since = lines.slice(lines.findLastIndex((line) => ANSWERED.test(line)) + 1);
  // It waits for somebody to log in with a browser.
  if (since.includes(NO_KEY)) return { code: "login", detail: NO_KEY };
  const outside = since.find((line) => OUTSIDE.test(line));
  if (outside !== undefined) return { code: "denied", detail: firstLine(outside) };
  const [, name, message = ""] = ERROR.exec(since.findLast((line) => ERROR.test(line)) ?? "") ?? [];
  if (name === undefined) return undefined;
  const code = CODES.get(name);
  return code === undefined ? vendorProblem(undefined, message) : { code, detail: firstLine(message) };
}

/** What it says of an edit beside the worktree, which it does not make. */
const OUTSIDE = /is not in the subpath of|is outside repository/;

const CODES: ReadonlyMap<string, CliProblem["code"]> = new Map([
  ["AuthenticationError", "login"],
  ["PermissionDeniedError", "login"],
  ["RateLimitError", "usage-cap"],
  ["InternalServerError", "service"],
  ["ServiceUnavailableError", "service"],
  ["BadGatewayError", "service"],
  ["APIConnectionError", "service"],
  ["Timeout", "service"],
]);
