import { z } from "zod";
import type { Usage } from "../state/facts.ts";
import { readLeftFile } from "./left-file.ts";

const figure = z.number().finite().nonnegative();
const tokens = figure.int().max(1_000_000_000_000).optional();
const UsageFile = z.object({ usd: figure.max(1_000_000).optional(), input_tokens: tokens, output_tokens: tokens });

const MOST_BYTES = 4096;

/** What a command says that it spent, in the file that WORKSTREAM_USAGE names; undefined: nothing, or nothing sensible. */
export function readUsageFile(file: string): Usage | undefined {
  const text = readLeftFile(file, MOST_BYTES);
  if (text === undefined) return undefined;
  const read = UsageFile.safeParse(parse(text));
  // Without any figure nothing was told: that is not the same as nothing spent.
  if (!read.success || Object.values(read.data).every((each) => each === undefined)) return undefined;
  const { usd, input_tokens: inputTokens = 0, output_tokens: outputTokens = 0 } = read.data;
  return { usd, inputTokens, outputTokens };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
