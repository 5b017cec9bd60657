/** What the model said last, in Aider's history of a chat, without the edits in it; empty: nothing. */
export function lastWords(history: string): string {
  const lines = history.split(/\r?\n/);
  // What stands before them is only when the chat began.
  const first = lines.findIndex(isOurs);
  const end = lines.findLastIndex(isSaid);
  if (first === -1 || end < first) return "";
  const start = lines.slice(0, end).findLastIndex(isOurs) + 1;
  return withoutEdits(lines.slice(start, end + 1));
}

/** The lines of the prompt, of Aider itself and of its questions; they end in two blanks, and the model's do not. */
function isOurs(line: string): boolean {
  return /^(?:> |#### ).* {2}$/.test(line);
}

function isSaid(line: string): boolean {
  return line.trim() !== "" && !isOurs(line);
}

/** Edits are fenced, below a line with the path or with the path inside. */
function withoutEdits(lines: readonly string[]): string {
  const words: string[] = [];
  let fence: string | undefined;
  for (const line of lines) {
    if (fence !== undefined) {
      if (line.startsWith(fence)) fence = undefined;
      continue;
    }
    fence = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined) words.push(line);
    else if (/^\S+$/.test(words.at(-1) ?? "")) words.pop();
  }
  return words
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}
