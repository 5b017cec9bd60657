/** Files as the text of an answer, for a CLI that offers the model no tools but reads edits out of its words. */
import { DONE, NOTHING_TO_DO } from "./scenario.ts";
import type { FileToWrite, ModelScenario } from "./scenario.ts";

/** The answer to a conversation that explains how edits are written; undefined: this one does not, it wants words only. */
export function editsOf(scenario: ModelScenario, conversation: readonly string[]): string | undefined {
  const print = formatOf(conversation);
  if (print === undefined) return undefined;
  if (scenario.kind !== "writes") return NOTHING_TO_DO;
  return [...scenario.files.map(print), DONE].join("\n\n");
}

function formatOf(conversation: readonly string[]): ((file: FileToWrite) => string) | undefined {
  if (conversation.some((text) => text.includes("*SEARCH/REPLACE block*"))) return printBlock;
  return conversation.some((text) => text.includes("*file listing*")) ? printListing : undefined;
}

/** An empty search part makes a new file, and appends to one that is there. */
function printBlock({ path, text }: FileToWrite): string {
  return [path, "```", "<<<<<<< SEARCH", "=======", withLineEnd(text) + ">>>>>>> REPLACE", "```"].join("\n");
}

function printListing({ path, text }: FileToWrite): string {
  return [path, "```", `${withLineEnd(text)}\`\`\``].join("\n");
}

function withLineEnd(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
