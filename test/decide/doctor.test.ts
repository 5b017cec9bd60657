import { describe, expect, test } from "vitest";
import { diagnose as diagnoseAll } from "../../src/decide/doctor.ts";
import type { DoctorFacts, Finding } from "../../src/decide/doctor.ts";
import type { ActionsFacts, ActionsPolicy, Caller } from "../../src/decide/doctor-actions.ts";
import type { AgentFacts, CliFacts } from "../../src/decide/doctor-agent.ts";
import type { BaseRules, BranchFacts } from "../../src/decide/doctor-branches.ts";
import type { GithubFacts } from "../../src/decide/doctor-github.ts";
import type { MachineFacts } from "../../src/decide/doctor-machine.ts";
import type { PlanFacts, RepositoryFacts } from "../../src/decide/doctor-repository.ts";
import type { Known } from "../../src/decide/known.ts";
import type { Config } from "../../src/plan/config.ts";
import { parseConfig } from "../../src/plan/read-config.ts";
import { agent } from "../support/builders.ts";

const MACHINE: MachineFacts = {
  git: { version: "2.45.0", oldest: "2.39", isOld: false },
  node: { version: "20.20.2", oldest: "20", isOld: false },
  folder: { path: "/state", problem: undefined },
  otherUser: undefined,
  installers: { npm: "ready", pypi: "ready" },
};
const PLAN: PlanFacts = {
  kind: "read",
  configuration: ".github/workstreams.yml",
  configurationErrors: 0,
  configurationWarnings: 0,
  workstreams: 2,
  errors: 0,
  errorsElsewhere: 0,
};
const HERE = {
  kind: "repository",
  root: "/repo",
  base: { kind: "branch", name: "main" },
  plan: PLAN,
  branchInTheWay: false,
  uncommitted: [],
  notInBase: [],
  shared: { kind: "none" },
} as const satisfies RepositoryFacts;
const CLI: CliFacts = {
  registry: "npm",
  package: "@vendor/cli",
  version: "1.2.3",
  tried: "1.2.3",
  program: "cli",
  keys: ["KEY_A", "KEY_B"],
  found: { path: "/bin/cli", version: "1.2.3" },
};

const SILENT = { path: "/bin/cli", version: undefined };

function known<Value>(value: Value): Known<Value> {
  return { kind: "known", value };
}

const UNKNOWN = { kind: "unknown", needs: "administration: read" } as const;
const CALLER: Caller = {
  path: ".github/workflows/workstreams.yml",
  uses: "vendor/loop/.github/workflows/orchestrate.yml@v1",
  state: known("active"),
};
const POLICY: ActionsPolicy = { enabled: true, allowed: "all", patterns: [], pinned: false };
const ACTIONS: ActionsFacts = {
  caller: known(CALLER),
  policy: known(POLICY),
  mayOpenPulls: known(true),
  secrets: known(new Set(["ANTHROPIC_API_KEY"])),
};
const RULES: BaseRules = {
  required: [{ context: "workstreams", app: undefined }],
  hasQueue: false,
  takesMergeCommits: true,
};
const BRANCHES: BranchFacts = {
  base: "main",
  rules: known(RULES),
  mergeCommits: known(true),
  autoMerge: known(true),
  work: known([]),
};
const GITHUB: GithubFacts = {
  kind: "repository",
  role: "admin",
  isArchived: false,
  actions: ACTIONS,
  branches: BRANCHES,
  probe: undefined,
};

/** What is not `ok`, as `state kind`. */
function notOk(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ state }) => state !== "ok").map(({ state, matter }) => `${state} ${matter.kind}`);
}

function agentFacts(fields: Partial<AgentFacts> = {}): AgentFacts {
  return {
    agent: agent({ type: "codex", command: undefined }),
    cli: CLI,
    command: undefined,
    variables: new Set(["KEY_B"]),
    ...fields,
  };
}

describe("the machine", () => {
  const cases: readonly (readonly [string, Partial<MachineFacts>, readonly AgentFacts[], readonly string[]])[] = [
    ["has all of it", {}, [agentFacts()], []],
    ["has no git", { git: undefined }, [agentFacts()], ["missing no-git"]],
    ["has an old git", { git: { version: "2.30", oldest: "2.39", isOld: true } }, [agentFacts()], ["missing git"]],
    ["has an old Node.js", { node: { version: "18", oldest: "20", isOld: true } }, [agentFacts()], ["missing node"]],
    ["can't write", { folder: { path: "/state", problem: "read-only" } }, [agentFacts()], ["missing folder"]],
    ["has another user or not: that is no fault", { otherUser: false }, [agentFacts()], []],
    ["lacks an installer that nobody needs", { installers: { npm: "absent", pypi: "absent" } }, [agentFacts()], []],
    [
      "lacks an installer that somebody needs",
      { installers: { npm: "absent", pypi: "absent" } },
      [agentFacts({ cli: { ...CLI, found: undefined } })],
      ["missing installer", "missing to-install"],
    ],
    [
      "has Python without environments",
      { installers: { npm: "absent", pypi: "incomplete" } },
      [agentFacts({ cli: { ...CLI, registry: "pypi", found: undefined } })],
      ["missing installer", "missing to-install"],
    ],
    ["installs at first use", {}, [agentFacts({ cli: { ...CLI, found: undefined } })], []],
  ];
  test.each(cases)("%s", (_, machine, agents, expected) => {
    expect(
      notOk(diagnose({ machine: { ...MACHINE, ...machine }, repository: HERE, agents, github: undefined })),
    ).toEqual(expected);
  });
});

test("the command of a pattern is looked at like that of an agent", () => {
  const patterns = [
    { pattern: "p", command: { program: "x", found: "absent" } },
    { pattern: "q", command: { program: "x", found: "found" } },
    { pattern: "line", command: undefined },
  ] as const;
  const findings = diagnose({
    machine: MACHINE,
    repository: HERE,
    agents: [agentFacts()],
    patterns,
    github: undefined,
  });
  expect(notOk(findings)).toEqual(["missing command"]);
  expect(findings.flatMap((each) => (each.where === "pattern" ? [`${each.pattern} ${each.state}`] : []))).toEqual([
    "p missing",
    "q ok",
    "line ok",
  ]);
});

describe("the repository", () => {
  const cases: readonly (readonly [string, RepositoryFacts, readonly string[]])[] = [
    ["is fine", HERE, []],
    ["is none", { kind: "none", problem: "x: y" }, ["missing no-repository"]],
    ["has no base", { ...HERE, base: { kind: "problem", problem: "x: y" } }, ["missing no-base"]],
    ["has a wrong configuration", { ...HERE, plan: { ...PLAN, configurationErrors: 1 } }, ["missing configuration"]],
    ["has a doubtful one", { ...HERE, plan: { ...PLAN, configurationWarnings: 1 } }, ["warning configuration"]],
    ["has wrong workstream files", { ...HERE, plan: { ...PLAN, errors: 1 } }, ["warning workstreams"]],
    ["has no workstream files", { ...HERE, plan: { ...PLAN, workstreams: 0 } }, ["warning workstreams"]],
    ["can't be read", { ...HERE, plan: { kind: "unreadable", problem: "x" } }, ["missing unreadable"]],
    ["has a branch in the way", { ...HERE, branchInTheWay: true }, ["missing branch-in-the-way"]],
    ["lacks a script in its base", { ...HERE, notInBase: ["agent.sh"] }, ["warning not-in-base"]],
    ["is not committed", { ...HERE, uncommitted: ["workstreams/ws-a.json"] }, ["warning uncommitted"]],
    ["is behind", { ...HERE, shared: { kind: "behind", remote: "origin" } }, ["warning shared-refs"]],
    ["is even", { ...HERE, shared: { kind: "same", remote: "origin" } }, []],
    ["is offline", { ...HERE, shared: { kind: "unknown", remote: "origin", why: "x" } }, ["unknown shared-refs"]],
  ];
  test.each(cases)("%s", (_, repository, expected) => {
    expect(notOk(diagnose({ machine: MACHINE, repository, agents: [agentFacts()], github: undefined }))).toEqual(
      expected,
    );
  });

  test("without agents works with those that run is given, and not at all on GitHub", () => {
    const facts = { machine: MACHINE, repository: HERE, agents: [], github: undefined } as const;
    expect(notOk(diagnose(facts))).toEqual(["warning no-agents"]);
    const github = { name: "octo/plan", config: configure(""), facts: GITHUB } as const;
    expect(notOk(diagnose({ ...facts, github }))).toEqual(["missing no-agents"]);
  });

  test("whose configuration is wrong has agents that nobody knows", () => {
    const repository = { ...HERE, plan: { ...PLAN, configurationErrors: 2 } };
    const findings = diagnose({ machine: MACHINE, repository, agents: [], github: undefined });
    expect(notOk(findings)).toEqual(["missing configuration"]);
  });
});

describe("an agent", () => {
  const cases: readonly (readonly [string, AgentFacts, readonly string[]])[] = [
    ["has its program and a key", agentFacts(), ["ok program", "ok key"]],
    [
      "has another version",
      agentFacts({ cli: { ...CLI, found: { path: "/bin/cli", version: "9" } } }),
      ["ok program", "ok key"],
    ],
    ["does not start", agentFacts({ cli: { ...CLI, found: SILENT } }), ["warning program", "ok key"]],
    [
      "does not start in an empty home, and has another",
      agentFacts({
        cli: { ...CLI, found: SILENT },
        agent: agent({ type: "codex", command: undefined, home: "own" }),
      }),
      ["ok program", "ok key"],
    ],
    ["has no key", agentFacts({ variables: new Set() }), ["ok program", "missing no-key"]],
    [
      "has a login instead",
      agentFacts({ variables: new Set(), agent: agent({ type: "codex", command: undefined, home: "own" }) }),
      ["ok program", "ok own-login"],
    ],
    ["has keys by its model", agentFacts({ cli: { ...CLI, keys: [] } }), ["ok program", "ok keys-by-model"]],
    [
      "names the key of its model",
      agentFacts({ cli: { ...CLI, keys: [] }, agent: agent({ type: "opencode", command: undefined, env: ["KEY_B"] }) }),
      ["ok program", "ok key"],
    ],
    [
      "names what is not set, which is told once",
      agentFacts({
        variables: new Set(),
        agent: agent({ type: "codex", command: undefined, env: ["KEY_A", "OTHER"] }),
      }),
      ["ok program", "missing no-key", "warning unset"],
    ],
    ["is of a type without CLI", agentFacts({ cli: undefined }), ["missing no-cli"]],
    ["runs a command", commandFacts("found"), ["ok command"]],
    ["runs a command that is not there", commandFacts("absent"), ["missing command"]],
    ["runs a file that can't be executed", commandFacts("not-executable"), ["missing command"]],
    ["runs a line", agentFacts({ agent: agent({ command: "a=b c" }), cli: undefined }), ["ok shell-line"]],
    [
      "runs nothing",
      agentFacts({ agent: agent({ type: "command", command: undefined }), cli: undefined }),
      ["missing no-command"],
    ],
  ];
  test.each(cases)("%s", (_, facts, expected) => {
    const findings = diagnose({ machine: MACHINE, repository: HERE, agents: [facts], github: undefined });
    const own = findings.filter(({ where }) => where === "agent");
    expect(own.map(({ state, matter }) => `${state} ${matter.kind}`)).toEqual(expected);
  });
});

/** Without patterns where they are not what it is about. */
function diagnose(facts: Omit<DoctorFacts, "patterns"> & Partial<DoctorFacts>): readonly Finding[] {
  return diagnoseAll({ patterns: [], ...facts });
}

function commandFacts(found: "found" | "absent" | "not-executable"): AgentFacts {
  return agentFacts({ agent: agent({ command: ["x"] }), cli: undefined, command: { program: "x", found } });
}

function configure(text: string): Config {
  const { config, diagnostics } = parseConfig({ path: ".github/workstreams.yml", text });
  expect(diagnostics).toEqual([]);
  return config;
}

describe("on GitHub", () => {
  const AGENT = "agents: [{ id: a, type: claude_code }]\n";
  const cases: readonly (readonly [string, string, Partial<GithubFacts>, readonly string[]])[] = [
    ["all is set up", "", {}, []],
    ["it is archived", "", { isArchived: true }, ["missing reachable"]],
    ["nobody calls the loop", "", act({ caller: known(undefined) }), ["missing no-caller"]],
    [
      "the caller is off",
      "",
      act({ caller: known({ ...CALLER, state: known("disabled_manually") }) }),
      ["missing caller"],
    ],
    ["the caller's state can't be told", "", act({ caller: known({ ...CALLER, state: UNKNOWN }) }), ["unknown untold"]],
    ["Actions is off", "", policy({ enabled: false }), ["missing actions"]],
    ["only the owner's actions run", "", policy({ allowed: "owner" }), ["missing actions"]],
    [
      "some run, and ours do not",
      "",
      policy({ allowed: "selected", patterns: ["vendor/other@*", "vend*/loo"] }),
      ["missing actions"],
    ],
    [
      "some run, and ours is blocked",
      "",
      policy({ allowed: "selected", patterns: ["*", "! vendor/other", "!Vendor/*"] }),
      ["missing actions"],
    ],
    [
      "the owner's own is blocked",
      "",
      act({
        caller: known({ ...CALLER, uses: "Octo/loop/.github/workflows/orchestrate.yml@v1" }),
        policy: known({ ...POLICY, allowed: "selected", patterns: ["!octo/loop@v1"] }),
      }),
      ["missing actions"],
    ],
    ["some run, and others are blocked", "", policy({ allowed: "selected", patterns: ["*", "!vendor/l"] }), []],
    ["some run, and ours by owner", "", policy({ allowed: "selected", patterns: ["Vendor/*"] }), []],
    ["some run, and ours by repository", "", policy({ allowed: "selected", patterns: ["vendor/loop@*"] }), []],
    ["some run, and ours by path", "", policy({ allowed: "selected", patterns: ["*/loop/*/orchestrate.yml@v1"] }), []],
    ["actions have to be pinned", "", policy({ pinned: true }), ["missing actions"]],
    ["pull requests may not be opened", "", act({ mayOpenPulls: known(false) }), ["missing open-pulls"]],
    [
      "nor need they be, by an App",
      "token: app\n",
      act({ mayOpenPulls: known(false), secrets: known(new Set(["ANTHROPIC_API_KEY", "WORKSTREAMS_TOKEN"])) }),
      [],
    ],
    ["an App's token is missing", "token: app\n", {}, ["missing token-secret"]],
    ["a secret is missing", "", act({ secrets: known(new Set<string>()) }), ["missing secrets"]],
    [
      "nothing can be told",
      "",
      { actions: { caller: UNKNOWN, policy: UNKNOWN, mayOpenPulls: UNKNOWN, secrets: UNKNOWN } },
      Array(4).fill("unknown untold"),
    ],
    ["there is no base", "", rules(undefined), ["missing no-base-there"]],
    ["the status is not required", "", rules({ ...RULES, required: [] }), ["warning required"]],
    [
      "auto-merge waits for nothing",
      "token: app\nmerge: auto-merge\n",
      { ...rules({ ...RULES, required: [] }), ...withToken() },
      ["missing required"],
    ],
    [
      "the status is another app's",
      "",
      rules({ ...RULES, required: [{ context: "Workstreams", app: 7 }] }),
      ["missing required"],
    ],
    ["the status is Actions'", "", rules({ ...RULES, required: [{ context: "workstreams", app: 15_368 }] }), []],
    ["merge commits are off, and nobody minds", "", branch({ mergeCommits: known(false) }), []],
    ["merge commits are off", "merge: auto\n", branch({ mergeCommits: known(false) }), ["missing merge-setting"]],
    ["merge commits can't be told", "merge: auto\n", branch({ mergeCommits: UNKNOWN }), ["unknown untold"]],
    ["rules take none", "merge: auto\n", rules({ ...RULES, takesMergeCommits: false }), ["missing merge-rules"]],
    ["a queue merges", "merge: auto\n", rules({ ...RULES, hasQueue: true }), ["missing merge-rules"]],
    ["a queue is missing", "token: app\nmerge: queue\n", withToken(), ["missing merge-rules"]],
    ["a queue is there", "token: app\nmerge: queue\n", { ...rules({ ...RULES, hasQueue: true }), ...withToken() }, []],
    [
      "auto-merge is off",
      "token: app\nmerge: auto-merge\n",
      { ...branch({ autoMerge: known(false) }), ...withToken() },
      ["missing merge-setting"],
    ],
    ["rules hinder the branches", "", branch({ work: known(["creation", "deletion"]) }), ["warning work-rules"]],
    ["the probe passed", "", { probe: { kind: "passed" } }, []],
    ["the probe was refused", "", { probe: { kind: "refused", step: "create", why: "x" } }, ["missing probe"]],
    ["the probe was not held", "", { probe: { kind: "not-held", step: "move-all" } }, ["missing probe"]],
  ];
  test.each(cases)("%s", (_, text, changes, expected) => {
    const github = { name: "octo/plan", config: configure(AGENT + text), facts: { ...GITHUB, ...changes } };
    const findings = diagnose({ machine: MACHINE, repository: HERE, agents: [agentFacts()], github });
    expect(notOk(findings)).toEqual(expected);
  });

  test.each([
    ["that GitHub refuses is missing", false, "missing unreachable"],
    ["that a fault keeps off is unknown", true, "unknown unreachable"],
  ])("a repository %s, and says only that", (_, passes, expected) => {
    const github = {
      name: "octo/plan",
      config: configure(AGENT),
      facts: { kind: "unreachable", why: "gone", passes },
    } as const;
    const findings = diagnose({ machine: MACHINE, repository: { kind: "none", problem: "x" }, agents: [], github });
    expect(notOk(findings)).toEqual(["warning no-repository", expected]);
  });
});

function act(actions: Partial<ActionsFacts>): Partial<GithubFacts> {
  return { actions: { ...ACTIONS, ...actions } };
}

function policy(changes: Partial<ActionsPolicy>): Partial<GithubFacts> {
  return act({ policy: known({ ...POLICY, ...changes }) });
}

function branch(branches: Partial<BranchFacts>): Partial<GithubFacts> {
  return { branches: { ...BRANCHES, ...branches } };
}

function rules(value: BaseRules | undefined): Partial<GithubFacts> {
  return branch({ rules: known(value) });
}

function withToken(): Partial<GithubFacts> {
  return act({ secrets: known(new Set(["ANTHROPIC_API_KEY", "WORKSTREAMS_TOKEN"])) });
}
