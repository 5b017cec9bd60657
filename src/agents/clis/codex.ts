/** Codex of OpenAI. */
import { z } from "zod";
import type { Usage } from "../../state/facts.ts";
import type { Cli, CliOutput, CliProblem, CliReport, Launch, LaunchInput } from "../cli.ts";
import { readJsonLines, Tokens } from "./json-lines.ts";
import { firstLine, vendorProblem } from "./vendor-error.ts";

/** Codex: headless, one JSON event a line. */
export const codex: Cli = {
  type: "codex",
  package: { registry: "npm", name: "@openai/codex", version: "0.169.0", program: "codex" },
  variables: ["CODEX_API_KEY", "OPENAI_ORGANIZATION", "OPENAI_PROJECT", "CODEX_CA_CERTIFICATE"],
  // What people have is called otherwise, and exec does not look for it.
  aliases: { CODEX_API_KEY: "OPENAI_API_KEY" },
  keys: ["CODEX_API_KEY", "OPENAI_API_KEY"],
  hosts: ["api.openai.com", "auth.openai.com", "chatgpt.com"],
  launch,
  read,
};

/**
 * Its own sandbox is off: it allows no network and no commit in a worktree, and needs what not every container and
 * hosted runner gives. Another user of the system takes its place.
 */
function launch({ model, baseUrl, args }: LaunchInput): Launch {
  return {
    args: [
      "exec",
      "--json",
      "--dangerously-bypass-approvals-and-sandbox",
      "--ephemeral",
      "--ignore-user-config",
      "--skip-git-repo-check",
      ...[...SETTINGS, ...endpoint(baseUrl)].flatMap((setting) => ["--config", setting]),
      ...(model === undefined ? [] : ["--model", model]),
      ...args,
      // The prompt is its standard input.
      "-",
    ],
    env: {},
    files: {},
    stdin: "prompt",
  };
}

/** Arguments and no file, because its home may be another than its private one. */
const SETTINGS = [
  "check_for_update_on_startup=false",
  "analytics.enabled=false",
  "feedback.enabled=false",
  // They come from the network at each start.
  "features.plugins=false",
  "features.apps=false",
  // What it runs has no use for its key, under either name.
  'shell_environment_policy.exclude=["CODEX_API_KEY","OPENAI_API_KEY"]',
];

function endpoint(baseUrl: string | undefined): readonly string[] {
  if (baseUrl === undefined) return [];
  // A JSON string is a TOML string too.
  const url = JSON.stringify(baseUrl);
  const provider = `{name="endpoint",base_url=${url},env_key="CODEX_API_KEY",wire_api="responses"}`;
  return [`model_providers.endpoint=${provider}`, 'model_provider="endpoint"'];
}

const Text = z.string().catch("");

const Event = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["item.started", "item.completed"]), item: z.object({ type: Text, text: Text }) }),
  z.object({ type: z.literal("turn.completed"), usage: z.object({ input_tokens: Tokens, output_tokens: Tokens }) }),
  z.object({ type: z.literal("turn.failed"), error: z.object({ message: Text }) }),
  z.object({ type: z.literal("error"), message: Text }),
]);
type Event = z.infer<typeof Event>;

function read({ lines }: CliOutput): CliReport {
  const events = readJsonLines(lines, Event);
  const words = events.flatMap((event) =>
    "item" in event && event.item.type === "agent_message" ? [event.item.text] : [],
  );
  return { usage: usageOf(events), problem: lastTrouble(events), text: words.at(-1)?.trim() ?? "" };
}

/** It says what it used when its turn has ended well: of any other run nothing is known. */
function usageOf(events: readonly Event[]): Usage | undefined {
  const usage = events.findLast((event) => event.type === "turn.completed")?.usage;
  if (usage === undefined) return undefined;
  return { usd: undefined, inputTokens: usage.input_tokens, outputTokens: usage.output_tokens };
}

/** What still went wrong when the output ended: whatever else it does shows that a request got through. */
function lastTrouble(events: readonly Event[]): CliProblem | undefined {
  let trouble: CliProblem | undefined;
  for (const event of events) {
    if (event.type === "error") trouble = problemOf(event.message);
    else if (event.type === "turn.failed") trouble = problemOf(event.error.message);
    else if (event.type === "turn.completed" || event.item.type !== "error") trouble = undefined;
  }
  return trouble;
}

/** Its events have no status: its sentences do. */
function problemOf(message: string): CliProblem | undefined {
  const detail = firstLine(RETRY.exec(message)?.[1] ?? message);
  if (LOGIN.test(detail)) return { code: "login", detail };
  if (SERVICE.test(detail)) return { code: "service", detail };
  const status = STATUS.exec(detail)?.[1];
  return vendorProblem(status === undefined ? undefined : Number(status), detail);
}

const RETRY = /^Reconnecting\.\.\. (?:[0-9]+\/[0-9]+|[a-z ]+) \((.*)\)$/s;
const STATUS = /\bstatus:? ([1-5][0-9]{2})\b/;
const LOGIN = /missing environment variable|not logged in|(?:log|sign) ?in again/i;
const SERVICE = /high demand|at capacity|connection failed|error sending request|stream disconnected/i;
