import type { Usage } from "./facts.ts";

/** `usd=0.012300 in=1200 out=80`: dollars to a millionth, where they are known. */
export function printUsage({ usd, inputTokens, outputTokens }: Usage): string {
  const tokens = `in=${inputTokens} out=${outputTokens}`;
  return usd === undefined ? tokens : `usd=${usd.toFixed(6)} ${tokens}`;
}

const USAGE = /^(?:usd=([0-9]{1,9}\.[0-9]{6}) )?in=([0-9]{1,15}) out=([0-9]{1,15})$/;

/** Undefined where the text is none of ours. */
export function parseUsage(text: string | undefined): Usage | undefined {
  const [whole, usd, input, output] = USAGE.exec(text ?? "") ?? [];
  if (whole === undefined) return undefined;
  return {
    usd: usd === undefined ? undefined : Number(usd),
    inputTokens: Number(input),
    outputTokens: Number(output),
  };
}
