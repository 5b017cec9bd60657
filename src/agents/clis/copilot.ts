/** Copilot CLI of GitHub. */
import { join } from "node:path";
import { z } from "zod";
import type { Usage } from "../../state/facts.ts";
import type { Cli, CliOutput, CliProblem, CliReport, Launch, LaunchInput } from "../cli.ts";
import { parseJson, readJsonLines, Tokens } from "./json-lines.ts";
import { firstLine, vendorProblem } from "./vendor-error.ts";

const SECRETS = ["COPILOT_GITHUB_TOKEN", "COPILOT_PROVIDER_API_KEY", "COPILOT_PROVIDER_BEARER_TOKEN"];

/** Copilot CLI: headless, one JSON event a line. */
export const copilot: Cli = {
  type: "copilot",
  package: { registry: "npm", name: "@github/copilot", version: "1.0.102", program: "copilot" },
  variables: [
    ...SECRETS,
    "COPILOT_GH_HOST",
    "COPILOT_PROVIDER_TYPE",
    "COPILOT_PROVIDER_WIRE_API",
    "COPILOT_PROVIDER_AZURE_API_VERSION",
    "COPILOT_PROVIDER_MODEL_ID",
    "COPILOT_PROVIDER_WIRE_MODEL",
    "COPILOT_PROVIDER_MAX_PROMPT_TOKENS",
    "COPILOT_PROVIDER_MAX_OUTPUT_TOKENS",
  ],
  keys: SECRETS,
  hosts: ["api.github.com", "*.githubcopilot.com"],
  launch,
  read,
};

/** Where it leaves what it used: its output has no tokens. */
const USAGE_FILE = "usage.json";

function launch({ home, model, baseUrl, args, limits }: LaunchInput): Launch {
  return {
    args: [
      "--output-format",
      "json",
      "--allow-all",
      "--no-ask-user",
      "--no-auto-update",
      "--disable-client-telemetry",
      "--no-remote",
      "--no-remote-export",
      "--disable-builtin-mcps",
      // What it runs has no use for its keys.
      `--secret-env-vars=${SECRETS.join(",")}`,
      "--log-dir",
      join(home, "logs"),
      "--usage-output-file",
      join(home, USAGE_FILE),
      ...(model === undefined ? [] : ["--model", model]),
      ...(limits.usd === undefined ? [] : ["--max-ai-credits", String(creditsFor(limits.usd))]),
      ...args,
    ],
    // Offline: it talks to the endpoint and to nobody else.
    env: baseUrl === undefined ? {} : { COPILOT_PROVIDER_BASE_URL: baseUrl, COPILOT_OFFLINE: "true" },
    files: {},
    leaves: [USAGE_FILE],
    stdin: "prompt",
  };
}

const USD_PER_CREDIT = 0.01;
/** It refuses a lower limit. */
const FEWEST_CREDITS = 30;

function creditsFor(usd: number): number {
  return Math.max(FEWEST_CREDITS, Math.floor(usd / USD_PER_CREDIT));
}

const Text = z.string().catch("");

const Event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("assistant.message"), data: z.object({ content: Text }) }),
  z.object({ type: z.literal("model.call_finished"), data: z.object({ outcome: Text }) }),
  z.object({
    type: z.literal("model.call_failure"),
    data: z.object({ statusCode: z.number().optional().catch(undefined), errorMessage: Text }),
  }),
  z.object({ type: z.literal("session.error"), data: z.object({ errorType: Text, message: Text }) }),
  z.object({ type: z.literal("session_limits_exhausted.requested") }),
]);
type Event = z.infer<typeof Event>;
type DataOf<T extends "model.call_failure" | "session.error"> = Extract<Event, { type: T }>["data"];

function read({ lines, left = {} }: CliOutput): CliReport {
  const events = readJsonLines(lines, Event);
  const words = events.flatMap((event) => (event.type === "assistant.message" ? [event.data.content.trim()] : []));
  return {
    usage: usageOf(left[USAGE_FILE] ?? ""),
    problem: noLogin(lines) ?? lastTrouble(events),
    text: words.findLast((text) => text !== "") ?? "",
  };
}

const UsageFile = z.object({
  totalNanoAiu: z.number().nonnegative().max(1e18).catch(0),
  aiCreditsStatus: z.string().optional().catch(undefined),
  modelMetrics: z
    .record(z.string(), z.object({ usage: z.object({ inputTokens: Tokens, outputTokens: Tokens }) }))
    .catch({}),
});

function usageOf(file: string): Usage | undefined {
  const { data } = UsageFile.safeParse(parseJson(file));
  if (data === undefined) return undefined;
  const models = Object.values(data.modelMetrics);
  return {
    // Credits are known only of models that GitHub bills.
    usd: data.aiCreditsStatus === "unavailable" ? undefined : (data.totalNanoAiu / 1e9) * USD_PER_CREDIT,
    inputTokens: models.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
    outputTokens: models.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
  };
}

/** It prints this instead of events. */
function noLogin(lines: readonly string[]): CliProblem | undefined {
  const detail = lines.find((line) => line.startsWith("Error: No authentication information found"));
  return detail === undefined ? undefined : { code: "login", detail };
}

/** What still went wrong when the output ended. */
function lastTrouble(events: readonly Event[]): CliProblem | undefined {
  let trouble: CliProblem | undefined;
  for (const event of events) trouble = troubleAfter(trouble, event);
  return trouble;
}

function troubleAfter(trouble: CliProblem | undefined, event: Event): CliProblem | undefined {
  switch (event.type) {
    case "assistant.message":
      return trouble;
    case "model.call_finished":
      return event.data.outcome === "success" ? undefined : trouble;
    case "model.call_failure":
      return failureProblem(event.data);
    case "session.error":
      return sessionProblem(event.data) ?? trouble;
    case "session_limits_exhausted.requested":
      return { code: "budget", detail: "its own limit of AI credits is reached" };
    default:
      return event satisfies never;
  }
}

const Said = z.object({ message: z.string() });

function failureProblem({ statusCode, errorMessage }: DataOf<"model.call_failure">): CliProblem | undefined {
  const said = Said.safeParse(parseJson(errorMessage)).data?.message ?? errorMessage;
  if (statusCode === undefined) return { code: "service", detail: firstLine(said) || "the model can't be reached" };
  return vendorProblem(statusCode, said);
}

/** Its own names of what goes wrong; of any other its words say more. */
function sessionProblem({ errorType, message }: DataOf<"session.error">): CliProblem | undefined {
  const detail = firstLine(message);
  switch (errorType) {
    case "authentication":
    case "authorization":
    case "policy":
      return { code: "login", detail };
    case "quota":
    case "rate_limit":
      return { code: "usage-cap", detail };
    default:
      return undefined;
  }
}
