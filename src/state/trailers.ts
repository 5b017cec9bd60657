/** Commit messages of ours: a subject, a free body, and a last paragraph of trailers. Any text survives the round trip. */

/** By name without prefix. */
export type Trailers = ReadonlyMap<string, string>;

const PREFIX = "Workstreams-";

export function printMessage(subject: string, body: string, trailers: readonly (readonly [string, string])[]): string {
  const lines = trailers.map(([name, value]) => `${PREFIX}${name}: ${escape(value)}`);
  const middle = body === "" ? "" : `${body.replaceAll("\0", "\u{FFFD}").toWellFormed()}\n\n`;
  return `${escape(subject)}\n\n${middle}${lines.join("\n")}\n`;
}

export function parseMessage(message: string): { trailers: Trailers; body: string } {
  const text = message.endsWith("\n") ? message.slice(0, -1) : message;
  const start = text.lastIndexOf("\n\n");
  const subjectEnd = text.indexOf("\n\n");
  const trailers = new Map<string, string>();
  for (const line of text.slice(start + 2).split("\n")) {
    const colon = line.indexOf(": ");
    if (!line.startsWith(PREFIX) || colon < 0) continue;
    trailers.set(line.slice(PREFIX.length, colon), unescape(line.slice(colon + 2)));
  }
  return { trailers, body: subjectEnd === start ? "" : text.slice(subjectEnd + 2, start) };
}

/** Control characters, backslashes and lone surrogates become escapes, so that a value is one line of valid UTF-8. */
function escape(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\\\p{Cc}\u2028\u2029]/gu, (character) =>
      character === "\\" ? "\\\\" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

function unescape(text: string): string {
  return text.replace(/\\(?:\\|u([0-9a-f]{4}))/g, (_, code: string | undefined) =>
    code === undefined ? "\\" : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
