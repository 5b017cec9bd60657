import type { CliProblem } from "../cli.ts";

/**
 * The problem behind an error of a vendor's service: `status` is its HTTP status where the CLI tells it, `message` its
 * words. undefined: none that has a name here, such as a model that does not exist.
 */
export function vendorProblem(status: number | undefined, message: string): CliProblem | undefined {
  const code = codeOf(status, message);
  return code === undefined ? undefined : { code, detail: firstLine(message) || `status ${status}` };
}

/** The words come first: vendors also say 400 or 403 to a wrong key, and 400 or 429 to an empty account. */
function codeOf(status: number | undefined, message: string): CliProblem["code"] | undefined {
  if (LOGIN.test(message)) return "login";
  if (CAP.test(message)) return "usage-cap";
  if (status === 401 || status === 403) return "login";
  if (status === 402 || status === 429) return "usage-cap";
  if (status !== undefined ? status >= 500 : SERVICE.test(message)) return "service";
  return undefined;
}

const LOGIN =
  /\b(?:invalid|incorrect|missing|expired|no) (?:api|x-api)[ -]key\b|\bapi key (?:not valid|not found|expired)\b|\bunauthenticated\b|\binvalid authentication\b|\bnot able to authenticate\b|\bAuthenticationError\b/i;
const CAP =
  /\bquota\b|\bcredits?\b|\bbilling\b|\brate.?limit|\busage limit\b|\bresource.exhausted\b|\btoo many requests\b/i;
const SERVICE =
  /\binternal (?:server )?error\b|\bserver had an error\b|\bservice unavailable\b|\boverloaded\b|\bservers are down\b|\bbad gateway\b|\bfetch failed\b|\bunable to connect\b|\bconnection error\b|\btimed out\b/i;

/** The longest detail that a record keeps without being cut. */
const LONGEST = 300;

/** What a record keeps of words of several lines. */
export function firstLine(text: string): string {
  return (text.trim().split(/\r?\n/)[0] ?? "").trim().slice(0, LONGEST);
}
