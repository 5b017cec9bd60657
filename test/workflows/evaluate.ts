/** GitHub's expressions, as far as our workflows use them: https://docs.github.com/actions/reference/evaluate-expressions */

/** `github`, `inputs`, `needs`..., and functions of a job's conditions such as `always`, each by its name. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly functions?: Readonly<Record<string, () => boolean>>;
}

/** Of a text that is one expression its value; of any other the text with its expressions replaced. */
export function resolve(text: string, scope: Scope): unknown {
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim());
  if (whole?.[1] !== undefined) return evaluate(whole[1], scope);
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => toText(evaluate(expression, scope)));
}

/** As an input or a variable gets it. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A condition of a job: without a function of its own, all that it needs must have succeeded. */
export function holds(condition: string | undefined, scope: Scope): boolean {
  const text = (condition ?? "success()").replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const asks = /\b(?:always|cancelled|failure|success)\(\)/.test(text);
  return isTrue(evaluate(asks ? text : `success() && (${text})`, scope));
}

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][\w-]*)|(\|\||&&|==|!=|[!().,[\]]))\s*/y;

/** Throws where it meets anything that it does not know. */
function evaluate(expression: string, scope: Scope): unknown {
  const tokens = tokenize(expression.trim());
  const value = readChain(tokens, scope);
  const left = tokens.shift();
  if (left !== undefined) throw new Error(`"${left.text}" is left over in ${expression}`);
  return value;
}

interface Token {
  readonly kind: "text" | "number" | "name" | "sign";
  readonly text: string;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex;
    const [whole, text, number, name, sign] = TOKEN.exec(expression) ?? [];
    if (whole === undefined) throw new Error(`not understood from here: ${expression.slice(at)}`);
    if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

/** From the loosest to the tightest. */
const OPERATORS: readonly (readonly string[])[] = [["||"], ["&&"], ["==", "!="]];

function readChain(tokens: Token[], scope: Scope, level = 0): unknown {
  const signs = OPERATORS[level];
  if (signs === undefined) return readUnary(tokens, scope);
  let value = readChain(tokens, scope, level + 1);
  for (let sign = takeSign(tokens, signs); sign !== undefined; sign = takeSign(tokens, signs)) {
    value = combine(sign, value, readChain(tokens, scope, level + 1));
  }
  return value;
}

function takeSign(tokens: Token[], signs: readonly string[]): string | undefined {
  const [next] = tokens;
  if (next?.kind !== "sign" || !signs.includes(next.text)) return undefined;
  tokens.shift();
  return next.text;
}

function combine(sign: string, left: unknown, right: unknown): unknown {
  if (sign === "||") return isTrue(left) ? left : right;
  if (sign === "&&") return isTrue(left) ? right : left;
  return isEqual(left, right) === (sign === "==");
}

function readUnary(tokens: Token[], scope: Scope): unknown {
  if (takeSign(tokens, ["!"]) !== undefined) return !isTrue(readUnary(tokens, scope));
  let value = readPrimary(tokens, scope);
  while (takeSign(tokens, ["."]) !== undefined) value = memberOf(value, tokens.shift()?.text ?? "");
  return value;
}

function readPrimary(tokens: Token[], scope: Scope): unknown {
  const token = tokens.shift();
  if (token === undefined) throw new Error("an expression ends too early");
  if (token.kind === "text") return token.text;
  if (token.kind === "number") return Number(token.text);
  if (token.kind === "name") return readName(token.text, tokens, scope);
  if (token.text !== "(") throw new Error(`"${token.text}" is no value`);
  return readInside(tokens, scope);
}

function readName(name: string, tokens: Token[], scope: Scope): unknown {
  if (takeSign(tokens, ["("]) !== undefined) return call(name, readArguments(tokens, scope), scope);
  if (["true", "false", "null"].includes(name)) return JSON.parse(name);
  if (!Object.hasOwn(scope.contexts, name)) throw new Error(`there is no context ${name} here`);
  return scope.contexts[name];
}

function readInside(tokens: Token[], scope: Scope): unknown {
  const value = readChain(tokens, scope);
  if (takeSign(tokens, [")"]) === undefined) throw new Error("a bracket is not closed");
  return value;
}

function readArguments(tokens: Token[], scope: Scope): readonly unknown[] {
  if (takeSign(tokens, [")"]) !== undefined) return [];
  const values = [readChain(tokens, scope)];
  while (takeSign(tokens, [","]) !== undefined) values.push(readChain(tokens, scope));
  if (takeSign(tokens, [")"]) === undefined) throw new Error("a call is not closed");
  return values;
}

function call(name: string, [first, second]: readonly unknown[], scope: Scope): unknown {
  const own = scope.functions?.[name];
  if (own !== undefined) return own();
  if (name === "fromJSON") return JSON.parse(toText(first));
  if (name !== "contains") throw new Error(`there is no function ${name} here`);
  if (Array.isArray(first)) return first.some((item) => isEqual(item, second));
  return toText(first).toLowerCase().includes(toText(second).toLowerCase());
}

/** What is missing is null, as on GitHub. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

/** Texts whatever their case; values of different kinds as numbers. */
function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string") return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right;
  return toNumber(left) === toNumber(right);
}

function toNumber(value: unknown): number {
  if (value === null || value === undefined || value === "") return 0;
  return typeof value === "object" ? Number.NaN : Number(value);
}

function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== false && value !== 0;
}
