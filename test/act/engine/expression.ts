/** As much of GitHub's expressions as it takes to know jobs' names and matrices before act starts them. */

/** By name: `matrix`, `inputs`, `needs`... */
export type Contexts = Readonly<Record<string, unknown>>;

/** The text with its expressions replaced; undefined: it holds one that is not understood here. */
export function interpolate(text: string, contexts: Contexts): string | undefined {
  let understood = true;
  const result = text.replaceAll(EXPRESSION, (_, expression: string) => {
    const value = evaluate(expression, contexts);
    understood &&= value !== UNKNOWN;
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  });
  return understood ? result : undefined;
}

/** Of a text that is one expression the value, of any other the text, of lists and maps the same for what is in them. */
export function resolve(value: unknown, contexts: Contexts): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, contexts));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, contexts)]));
  }
  if (typeof value !== "string") return value;
  const whole = /^\$\{\{([^{}]*)\}\}$/.exec(value.trim());
  if (whole === null) return interpolate(value, contexts);
  const result = evaluate(whole[1] ?? "", contexts);
  return result === UNKNOWN ? undefined : result;
}

const EXPRESSION = /\$\{\{((?:[^}]|\}(?!\}))*)\}\}/g;
const UNKNOWN = Symbol("an expression that is not understood");

/** `a || b`, `fromJSON(x)`, literals and paths. */
function evaluate(expression: string, contexts: Contexts): unknown {
  const call = /^\s*fromJSON\((.*)\)\s*$/i.exec(expression);
  if (call !== null) return parseText(evaluate(call[1] ?? "", contexts));
  const alternatives = expression.split("||").map((part) => part.trim());
  let value: unknown = "";
  for (const part of alternatives) {
    value = evaluateOne(part, contexts);
    if (value === UNKNOWN || isTruthy(value)) return value;
  }
  return value;
}

function evaluateOne(expression: string, contexts: Contexts): unknown {
  const literal = /^'([^']*)'$/.exec(expression);
  if (literal !== null) return literal[1];
  if (/^(?:true|false|null|-?\d+)$/.test(expression)) return JSON.parse(expression);
  return /^[\w-]+(?:\.[\w-]+)*$/.test(expression) ? readPath(expression.split("."), contexts) : UNKNOWN;
}

function parseText(value: unknown): unknown {
  if (typeof value !== "string") return UNKNOWN;
  try {
    return JSON.parse(value);
  } catch {
    return UNKNOWN;
  }
}

/** What is missing is empty text, as on GitHub. */
function readPath(path: readonly string[], contexts: Contexts): unknown {
  let value: unknown = contexts;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return "";
    value = (Object.entries(value).find(([name]) => name === key) ?? [])[1] ?? "";
  }
  return value;
}

function isTruthy(value: unknown): boolean {
  return value !== "" && value !== false && value !== null && value !== 0;
}
