import type { Known } from "../../decide/known.ts";
import { refusalStatus, toForgeError } from "./errors.ts";

/** The answer, or the permission that the token lacks for it: GitHub refuses, or says that there is no such thing. */
export async function ifAllowed<Value>(needs: string, ask: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return { kind: "known", value: await ask() };
  } catch (error) {
    const status = refusalStatus(error);
    // A limit is a 403, too.
    const isRefused = toForgeError(error, 0)?.kind === "refused";
    if (isRefused && (status === 403 || status === 404)) return { kind: "unknown", needs };
    throw error;
  }
}

/** All pages of a list. */
export async function allPages<Item>(ask: (page: number) => Promise<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page++) {
    const found = await ask(page);
    items.push(...found);
    if (found.length < PAGE) return items;
  }
}

/** GitHub's most. */
export const PAGE = 100;
