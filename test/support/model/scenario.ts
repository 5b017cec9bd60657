/** What the scripted model does, whoever asks it. */
export type ModelScenario =
  /** Asks for these files, one after the other, then says that it is done. */
  | { readonly kind: "writes"; readonly files: readonly FileToWrite[] }
  /** Answers with words and asks for nothing. */
  | { readonly kind: "silent" }
  /** Refuses the key: 401. */
  | { readonly kind: "refused" }
  /** Fails with 500, for ever. */
  | { readonly kind: "failing" }
  /** `rate`: too many requests, for ever. `credit`: the account has no credit left. */
  | { readonly kind: "capped"; readonly what: "rate" | "credit" }
  /** Takes each request of a model and never answers it. */
  | { readonly kind: "hangs" };

/** `path` reaches the CLI's tool as it is: absolute for tools that demand it, outside of the worktree if a test wants. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string;
}

/** A scenario in which no model answers. */
export type Trouble = Extract<ModelScenario, { kind: "refused" | "failing" | "capped" }>;

/** What each answer of the scripted model says that it used. */
export const FIGURES = { inputTokens: 1_200, outputTokens: 34 } as const;

/** The model's last words. */
export const DONE = "The scripted model is done.";
export const NOTHING_TO_DO = "The scripted model found nothing to do.";

/** What the model says next. */
export type Turn =
  | { readonly kind: "write"; readonly file: FileToWrite }
  | { readonly kind: "say"; readonly text: string };

/** The turn of a conversation that holds the results of `results` calls of tools already. */
export function turnAfter(scenario: ModelScenario, results: number): Turn {
  if (scenario.kind !== "writes") return { kind: "say", text: NOTHING_TO_DO };
  const file = scenario.files[results];
  return file === undefined ? { kind: "say", text: DONE } : { kind: "write", file };
}
