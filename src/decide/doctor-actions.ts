/** Whether Actions runs the loop's workflows in a repository, and with what. */
import { isRunnable } from "../plan/agent-fit.ts";
import type { AgentConfig, Config } from "../plan/config.ts";
import { TOKEN_SECRET, lackingSecrets } from "../plan/secrets.ts";
import type { LackingSecrets } from "../plan/secrets.ts";
import type { Judged } from "./judged.ts";
import type { Known } from "./known.ts";
import { judgeKnown } from "./untold.ts";
import type { UntoldMatter } from "./untold.ts";

/** A workflow of the repository's that calls ours. */
export interface Caller {
  readonly path: string;
  /** What it calls, such as `owner/name/.github/workflows/orchestrate.yml@v1`. */
  readonly uses: string;
  /** As GitHub calls it: `active`, `disabled_manually`... */
  readonly state: Known<string>;
}

/** What the repository's settings let Actions do. */
export interface ActionsPolicy {
  readonly enabled: boolean;
  /** Whose actions and workflows may run: anybody's, those of the repository's owner, or also those that `patterns` name, but for those behind a `!`. */
  readonly allowed: "all" | "owner" | "selected";
  readonly patterns: readonly string[];
  /** Nothing may be called but by its commit. */
  readonly pinned: boolean;
}

export interface ActionsFacts {
  /** On the default branch; undefined: there is none. */
  readonly caller: Known<Caller | undefined>;
  readonly policy: Known<ActionsPolicy>;
  readonly mayOpenPulls: Known<boolean>;
  /** Names of the secrets that workflows get, the organisation's among them. */
  readonly secrets: Known<ReadonlySet<string>>;
}

export type ActionsMatter =
  | UntoldMatter
  | { readonly kind: "no-caller" }
  | { readonly kind: "caller"; readonly path: string; readonly workflow: string }
  | { readonly kind: "actions"; readonly problem: ActionsProblem | undefined }
  | { readonly kind: "open-pulls"; readonly allowed: boolean }
  | { readonly kind: "secrets"; readonly agent: string; readonly lacking: LackingSecrets | undefined }
  | { readonly kind: "no-command-there"; readonly agent: string }
  | { readonly kind: "token-secret"; readonly found: boolean };

/** Why Actions does not run our workflows; `uses` is what it would not call. */
export type ActionsProblem =
  | { readonly kind: "disabled" }
  /** `entry`: the one that says so. */
  | { readonly kind: "blocked"; readonly uses: string; readonly entry: string }
  | { readonly kind: "not-allowed" | "not-pinned"; readonly uses: string };

/** `owner` is the repository's. */
export function checkActions(facts: ActionsFacts, config: Config, owner: string): readonly Judged<ActionsMatter>[] {
  const called = facts.caller.kind === "known" ? facts.caller.value : undefined;
  return [
    ...judgeKnown<ActionsMatter, Caller | undefined>("caller", facts.caller, judgeCaller),
    ...judgeKnown<ActionsMatter, ActionsPolicy>("actions", facts.policy, (policy) =>
      judgePolicy(policy, called, owner),
    ),
    ...(config.token === "app"
      ? []
      : judgeKnown<ActionsMatter, boolean>("open-pulls", facts.mayOpenPulls, (allowed) => [
          { state: allowed ? "ok" : "missing", matter: { kind: "open-pulls", allowed } },
        ])),
    ...judgeKnown<ActionsMatter, ReadonlySet<string>>("secrets", facts.secrets, (names) => judgeSecrets(config, names)),
  ];
}

function judgeCaller(caller: Caller | undefined): readonly Judged<ActionsMatter>[] {
  if (caller === undefined) return [{ state: "missing", matter: { kind: "no-caller" } }];
  const { path, state } = caller;
  return judgeKnown<ActionsMatter, string>("caller-state", state, (workflow) => [
    { state: workflow === "active" ? "ok" : "missing", matter: { kind: "caller", path, workflow } },
  ]);
}

function judgePolicy(
  policy: ActionsPolicy,
  caller: Caller | undefined,
  owner: string,
): readonly Judged<ActionsMatter>[] {
  const refused = caller === undefined ? undefined : refusal(policy, caller.uses, owner);
  const problem: ActionsProblem | undefined = policy.enabled ? refused : { kind: "disabled" };
  return [{ state: problem === undefined ? "ok" : "missing", matter: { kind: "actions", problem } }];
}

/** Undefined: it may be called. */
function refusal(
  { allowed, patterns, pinned }: ActionsPolicy,
  uses: string,
  owner: string,
): ActionsProblem | undefined {
  const isOwn = uses.startsWith("./") || uses.toLowerCase().startsWith(`${owner.toLowerCase()}/`);
  const isAllowed = isOwn || allowed === "all" || (allowed === "selected" && isNamed(uses, patterns));
  if (!isAllowed) return { kind: "not-allowed", uses };
  // What is blocked is so whoever allows it: https://github.blog/changelog/2025-08-15-github-actions-policy-now-supports-blocking-and-sha-pinning-actions
  const entry = patterns.find((pattern) => pattern.startsWith("!") && isNamed(uses, [pattern.slice(1)]));
  if (entry !== undefined) return { kind: "blocked", uses, entry };
  return pinned && !isOwn && !/@[0-9a-f]{40}$/.test(uses) ? { kind: "not-pinned", uses } : undefined;
}

/** A pattern names a workflow by its whole path, or all of a repository. */
function isNamed(uses: string, patterns: readonly string[]): boolean {
  const whole = uses.replace(/^([^/@]+\/[^/@]+)[^@]*/, "$1");
  return patterns.some((pattern) => [uses, whole].some((name) => matches(name, pattern)));
}

/** `*` is any text. Never by a regular expression that others wrote. */
function matches(name: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const text = name.toLowerCase();
  const [first = "", ...others] = parts;
  if (others.length === 0) return text === first;
  const last = others.pop() ?? "";
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

function judgeSecrets(config: Config, names: ReadonlySet<string>): readonly Judged<ActionsMatter>[] {
  const found = names.has(TOKEN_SECRET);
  const own: Judged<ActionsMatter> = { state: found ? "ok" : "missing", matter: { kind: "token-secret", found } };
  return [...(config.token === "app" ? [own] : []), ...config.agents.map((agent) => judgeAgent(agent, names))];
}

function judgeAgent(agent: AgentConfig, names: ReadonlySet<string>): Judged<ActionsMatter> {
  if (!isRunnable(agent)) return { state: "missing", matter: { kind: "no-command-there", agent: agent.id } };
  const lacking = lackingSecrets(agent, names);
  return { state: lacking === undefined ? "ok" : "missing", matter: { kind: "secrets", agent: agent.id, lacking } };
}
