/** OpenCode. */
import { join } from "node:path";
import { z } from "zod";
import type { Usage } from "../../state/facts.ts";
import type { Cli, CliOutput, CliProblem, CliReport, Launch, LaunchInput } from "../cli.ts";
import { Dollars, parseJson, readJsonLines, Tokens } from "./json-lines.ts";
import { firstLine, vendorProblem } from "./vendor-error.ts";

/** OpenCode, one JSON event a line. Its model is named as `provider/model`, and whose key it needs depends on it. */
export const opencode: Cli = {
  type: "opencode",
  package: { registry: "npm", name: "opencode-ai", version: "1.18.33", program: "opencode" },
  variables: [
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GOOGLE_GENERATIVE_AI_API_KEY",
    "OPENROUTER_API_KEY",
    "OPENCODE_API_KEY",
  ],
  aliases: { GOOGLE_GENERATIVE_AI_API_KEY: "GEMINI_API_KEY" },
  keys: [],
  hosts: ["api.anthropic.com", "api.openai.com", "generativelanguage.googleapis.com", "openrouter.ai", "opencode.ai"],
  launch,
  read,
};

function launch(input: LaunchInput): Launch {
  const { model, args, home } = input;
  return {
    args: [
      "run",
      "--auto",
      "--format",
      "json",
      // Without these a vendor that refuses, which it asks for ever, is never heard of.
      "--print-logs",
      "--log-level",
      "ERROR",
      // Without a title it asks the model for one.
      "--title",
      "workstream",
      ...(model === undefined ? [] : ["--model", model]),
      ...args,
    ],
    env: {
      OPENCODE_CONFIG: join(home, CONFIG),
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      // The list of models and prices is the one that it was released with, and names no other hosts than that one.
      OPENCODE_DISABLE_MODELS_FETCH: "1",
    },
    files: { [CONFIG]: `${JSON.stringify(configFor(input), undefined, 2)}\n` },
    stdin: "prompt",
  };
}

const CONFIG = "opencode.json";

function configFor({ model, baseUrl }: LaunchInput): unknown {
  const settings = {
    $schema: "https://opencode.ai/config.json",
    autoupdate: false,
    share: "disabled",
    // Of what an agent below it spends it prints nothing.
    permission: { task: "deny" },
  };
  const [provider = "", ...name] = model?.split("/") ?? [];
  // Where it finds no key it takes a free model of its maker, who may keep what it is shown.
  const free = provider === "opencode" ? {} : { disabled_providers: ["opencode"] };
  if (name.length === 0) return { ...settings, ...free };
  return { ...settings, ...free, provider: { [provider]: providerFor(provider, name.join("/"), baseUrl) } };
}

/** Those that it knows by themselves keep their own way of asking; any other is asked in the way of OpenAI. */
const KNOWN: ReadonlySet<string> = new Set(["anthropic", "openai", "google", "openrouter", "opencode"]);

/** A model that is newer than this release of OpenCode is unknown to it unless it is named here. */
function providerFor(provider: string, name: string, baseUrl: string | undefined) {
  const models = { [name]: {} };
  if (baseUrl === undefined) return { models };
  if (KNOWN.has(provider)) return { options: { baseURL: baseUrl }, models };
  return { npm: "@ai-sdk/openai-compatible", options: { baseURL: baseUrl, apiKey: "{env:OPENAI_API_KEY}" }, models };
}

const Event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), part: z.object({ text: z.string() }) }),
  z.object({
    type: z.literal("tool_use"),
    part: z.object({ state: z.object({ status: z.string(), error: z.string().optional().catch(undefined) }) }),
  }),
  z.object({
    type: z.literal("step_finish"),
    part: z.object({
      cost: Dollars,
      tokens: z.object({
        input: Tokens,
        output: Tokens,
        reasoning: Tokens,
        cache: z.object({ read: Tokens, write: Tokens }).catch({ read: 0, write: 0 }),
      }),
    }),
  }),
  z.object({
    type: z.literal("error"),
    error: z.object({
      name: z.string().catch(""),
      data: z
        .object({ message: z.string().catch(""), statusCode: z.number().optional().catch(undefined) })
        .catch({ message: "" }),
    }),
  }),
]);
type Event = z.infer<typeof Event>;

function read({ lines }: CliOutput): CliReport {
  const events = readJsonLines(lines, Event);
  const trouble = lastTrouble(lines);
  const words = events.flatMap((event) => (event.type === "text" ? [event.part.text.trim()] : []));
  return {
    usage: usageOf(events),
    problem: trouble?.problem ?? (trouble === undefined ? denial(events) : undefined),
    text: trouble?.message ?? words.at(-1) ?? "",
  };
}

/** Each step says what it used. A price of nothing is that of a model whose price it does not know. */
function usageOf(events: readonly Event[]): Usage | undefined {
  const steps = events.flatMap((event) => (event.type === "step_finish" ? [event.part] : []));
  if (steps.length === 0) return undefined;
  const usd = sum(steps.map(({ cost }) => cost ?? 0));
  return {
    usd: usd === 0 ? undefined : usd,
    inputTokens: sum(steps.map(({ tokens: { input, cache } }) => input + cache.read + cache.write)),
    outputTokens: sum(steps.map(({ tokens: { output, reasoning } }) => output + reasoning)),
  };
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}

interface Trouble {
  readonly problem: CliProblem | undefined;
  readonly message: string;
}

/** What still went wrong when the output ended: whatever else it does shows that a request got through. */
function lastTrouble(lines: readonly string[]): Trouble | undefined {
  let trouble: Trouble | undefined;
  for (const line of lines) {
    const logged = LOGGED.exec(line)?.[1];
    const event = logged === undefined ? readJsonLines([line], Event)[0] : undefined;
    if (logged !== undefined) trouble = asked(unquote(logged));
    else if (event?.type === "error") trouble = troubleOf(event, trouble);
    else if (event !== undefined) trouble = undefined;
  }
  return trouble;
}

/** What it logs of a request that failed, most of which it makes again; and of a model that it can't find. */
const LOGGED =
  /^timestamp=\S+ level=ERROR .*?\bmessage=(?:"stream error"|failed) .*?\berror(?:\.error)?="((?:[^"\\]|\\.)*)"/;

function unquote(text: string): string {
  const value = parseJson(`"${text}"`);
  return (typeof value === "string" ? value : text).replace(/^\w*Error: /, "");
}

function asked(message: string): Trouble {
  const noKey = message === NO_KEY;
  return { problem: noKey ? { code: "login", detail: message } : vendorProblem(undefined, message), message };
}

/** It takes a vendor for its own as soon as its key is set. */
const NO_KEY = "No providers are available";

/** It has no words of its own for what it did not expect, but has logged them. */
function troubleOf({ error: { name, data } }: Extract<Event, { type: "error" }>, before: Trouble | undefined): Trouble {
  if (name === "UnknownError" && before !== undefined) return before;
  const { message, statusCode } = data;
  if (name === "ProviderAuthError") return { problem: { code: "login", detail: firstLine(message) }, message };
  return { problem: vendorProblem(statusCode, message), message };
}

/** A tool that its rules forbid; --auto allows whatever they don't mention. */
function denial(events: readonly Event[]): CliProblem | undefined {
  const errors = events.flatMap((event) => (event.type === "tool_use" ? [event.part.state.error ?? ""] : []));
  const detail = errors.findLast((error) => DENIED.test(error));
  return detail === undefined ? undefined : { code: "denied", detail: firstLine(detail) };
}

const DENIED = /rejected permission to use this|specified a rule which prevents you/;
