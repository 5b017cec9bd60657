/** Google's Gemini CLI. */
import { z } from "zod";
import type { Usage } from "../../state/facts.ts";
import type { Cli, CliOutput, CliProblem, CliReport, Launch, LaunchInput } from "../cli.ts";
import { parseJson, readJsonLines, Tokens } from "./json-lines.ts";
import { firstLine, vendorProblem } from "./vendor-error.ts";

/** Gemini CLI: headless, every tool allowed, one JSON event a line. */
export const gemini: Cli = {
  type: "gemini",
  package: { registry: "npm", name: "@google/gemini-cli", version: "0.61.0", program: "gemini" },
  variables: ["GEMINI_API_KEY"],
  keys: ["GEMINI_API_KEY"],
  hosts: ["generativelanguage.googleapis.com"],
  launch,
  read,
};

function launch({ model, baseUrl, args }: LaunchInput): Launch {
  return {
    // Without --skip-trust it falls back from yolo to asking, and nobody answers.
    args: [
      "--approval-mode",
      "yolo",
      "--skip-trust",
      "--output-format",
      "stream-json",
      ...(model === undefined ? [] : ["--model", model]),
      ...args,
    ],
    env: baseUrl === undefined ? {} : { GOOGLE_GEMINI_BASE_URL: baseUrl },
    files: { ".gemini/settings.json": `${JSON.stringify(SETTINGS, undefined, 2)}\n` },
    stdin: "prompt",
  };
}

const SETTINGS = {
  // It is not enough that the key is set.
  security: { auth: { selectedType: "gemini-api-key" } },
  // It waits longer after each; with its usual ten a service that is down takes the whole attempt.
  general: { maxAttempts: 5, enableAutoUpdate: false, enableAutoUpdateNotification: false },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  // It would be downloaded.
  tools: { useRipgrep: false },
};

const Event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), role: z.string(), content: z.string() }),
  z.object({ type: z.literal("tool_use") }),
  z.object({
    type: z.literal("tool_result"),
    error: z
      .object({ type: z.string().catch(""), message: z.string() })
      .optional()
      .catch(undefined),
  }),
  z.object({
    type: z.literal("result"),
    error: z.object({ message: z.string() }).optional().catch(undefined),
    stats: z.object({ input_tokens: Tokens, output_tokens: Tokens, total_tokens: Tokens }).optional().catch(undefined),
  }),
]);
type Event = z.infer<typeof Event>;
type Result = Extract<Event, { type: "result" }>;

function read(output: CliOutput): CliReport {
  const events = readJsonLines(output.lines, Event);
  const end = events.findLast((event) => event.type === "result");
  const error = end?.error?.message;
  return {
    usage: usageOf(end),
    problem: problemOf(output, events, error),
    text: lastWords(events) || (error ?? ""),
  };
}

/** What the model thought is in the total only, and is paid like what it said. */
function usageOf(end: Result | undefined): Usage | undefined {
  if (end?.stats === undefined) return undefined;
  const { input_tokens, output_tokens, total_tokens } = end.stats;
  return {
    usd: undefined,
    inputTokens: input_tokens,
    outputTokens: Math.max(output_tokens, total_tokens - input_tokens),
  };
}

/** Its exit code where it has no key; otherwise it ends with the lowest eight bits of the vendor's HTTP status. */
const NO_KEY = 41;

function problemOf(
  { lines, result }: CliOutput,
  events: readonly Event[],
  error: string | undefined,
): CliProblem | undefined {
  if (result.kind === "exited" && result.code === NO_KEY) {
    return { code: "login", detail: firstLine(lines.find((line) => line.includes("API_KEY")) ?? "no API key") };
  }
  if (error !== undefined) return apiProblem(error);
  return retryProblem(lines) ?? denial(events);
}

const ApiError = z.object({ error: z.object({ code: z.number(), message: z.string() }) });

/** `[API Error: …]` with the vendor's JSON in it, or only its message. */
function apiProblem(error: string): CliProblem | undefined {
  const inner = /^\[API Error: (.*?)\](?:\n|$)/s.exec(error)?.[1] ?? error;
  return problemIn(inner, undefined);
}

function problemIn(error: string, status: number | undefined): CliProblem | undefined {
  const { data } = ApiError.safeParse(parseJson(error));
  return data === undefined ? vendorProblem(status, error) : vendorProblem(data.error.code, data.error.message);
}

const RETRY =
  /^Attempt \d+ failed(?: with status (\d{3}))?(?:: (.*))?\. Retrying (?:with backoff|after \d+ms)\.\.\.\s*(?:\w*Error: )?(.*)$/;

/** Where its time was over before its tries were: nothing came after the last of them. */
function retryProblem(lines: readonly string[]): CliProblem | undefined {
  const at = lines.findLastIndex((line) => RETRY.test(line));
  const [, status, said, thrown = ""] = RETRY.exec(lines[at] ?? "") ?? [];
  if (at === -1 || readJsonLines(lines.slice(at), Event).length > 0) return undefined;
  return problemIn(said ?? thrown, status === undefined ? undefined : Number(status));
}

/** A tool that its rules forbid, or a path outside of the worktree, which it refuses by itself. */
function denial(events: readonly Event[]): CliProblem | undefined {
  const errors = events.flatMap((event) => (event.type === "tool_result" ? [event.error] : []));
  const denied = errors.findLast(
    (error) => error?.type === "policy_violation" || error?.message.startsWith("Path not in workspace"),
  );
  return denied === undefined ? undefined : { code: "denied", detail: firstLine(denied.message) };
}

/** What the model said after its last tool, which comes in pieces. */
function lastWords(events: readonly Event[]): string {
  const after = events.findLastIndex(({ type }) => type === "tool_use" || type === "tool_result") + 1;
  const said = events.slice(after).flatMap((event) => (isSaid(event) ? [event.content] : []));
  return said.join("").trim();
}

function isSaid(event: Event): event is Extract<Event, { type: "message" }> {
  return event.type === "message" && event.role === "assistant";
}
