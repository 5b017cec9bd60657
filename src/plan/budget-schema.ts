import { z } from "zod";

import { count, optional, positive } from "./fields.ts";

const MAX_USD = 1_000_000;
const MAX_TOKENS = 1_000_000_000_000;

const SpendingLimitFile = z.strictObject(
  {
    usd: optional(positive(MAX_USD), "US dollars, by the agents' own figures.", 5),
    tokens: optional(count(MAX_TOKENS), "Tokens, read and written together.", 2_000_000),
  },
  { error: "an object with usd, tokens or both" },
);
export type SpendingLimitFile = z.infer<typeof SpendingLimitFile>;

/** What agents may spend, as the configuration holds it; every part may be left out. */
export const BudgetFile = z.strictObject(
  {
    per_attempt: optional(SpendingLimitFile, "Told to the CLIs that can stop themselves at a limit.", { usd: 2 }),
    per_workstream: optional(
      SpendingLimitFile,
      "When what a workstream's attempts spent reaches it, there is no further attempt until a retry.",
      { usd: 5 },
    ),
    per_day: optional(
      SpendingLimitFile,
      "When what all attempts that ended on a day, in UTC, spent reaches it, nothing new starts until the next day.",
      { usd: 50 },
    ),
  },
  { error: "an object" },
);
export type BudgetFile = z.infer<typeof BudgetFile>;
