/** From refs to facts: everything that our names and records say, before forge, plan and processes are asked. */
import type { Attempt, Claim, Contract, End, Intent, Liveness, Sha, Verdict } from "./facts.ts";
import { attemptName, parseRef } from "./names.ts";
import { UNREADABLE_END, parseClaim, parseEnd, parseIntent, parseVerdict } from "./records.ts";

/** A ref as git lists it; `message` is that of the commit it points to. */
export interface RefFact {
  readonly name: string;
  readonly sha: Sha;
  readonly parents: readonly Sha[];
  readonly message: string;
}

export interface ClaimFact {
  readonly id: string;
  readonly number: number;
  readonly claim: Claim;
}

export interface Records {
  readonly claims: readonly ClaimFact[];
  /** By `<id>/<number>`. */
  readonly ends: ReadonlyMap<string, End>;
  /** By `<id>/<number>`. */
  readonly works: ReadonlyMap<string, Sha>;
  /** By id. */
  readonly branches: ReadonlyMap<string, Sha>;
  /** Ascending by time. */
  readonly intents: readonly Intent[];
  /** By head. */
  readonly verdicts: ReadonlyMap<Sha, Verdict>;
}

/** Reads what is ours among the refs. A record that does not parse, or says another name than its ref, is left out. */
export function readRecords(refs: readonly RefFact[]): Records {
  const claims: ClaimFact[] = [];
  const ends = new Map<string, End>();
  const works = new Map<string, Sha>();
  const branches = new Map<string, Sha>();
  const intents: Intent[] = [];
  const verdicts = new Map<Sha, Verdict>();
  for (const ref of refs) {
    const name = parseRef(ref.name);
    if (name?.kind === "branch") branches.set(name.id, ref.sha);
    if (name?.kind === "intent") push(intents, parseIntent(ref.message));
    if (name?.kind === "verdict") put(verdicts, name.head, parseVerdict(ref.message));
    if (name?.kind !== "attempt") continue;
    const key = attemptName(name.id, name.number);
    if (name.part === "claim") push(claims, readClaim(ref, name.id, name.number));
    if (name.part === "end") ends.set(key, parseEnd(ref.message) ?? UNREADABLE_END);
    if (name.part === "work") works.set(key, ref.sha);
  }
  intents.sort((a, b) => a.at - b.at);
  return { claims, ends, works, branches, intents, verdicts };
}

/** What records alone can't tell about an attempt. */
export interface AttemptLookup {
  readonly contract: (claim: Sha) => Contract | undefined;
  /** Of a claim without end. */
  readonly liveness: (claim: Sha) => Liveness;
}

/** The claims without end. */
export function openClaims({ claims, ends }: Records): readonly ClaimFact[] {
  return claims.filter(({ id, number }) => !ends.has(attemptName(id, number)));
}

/** Puts claims, ends and work together: by workstream id, ascending by number. */
export function readAttempts(records: Records, lookup: AttemptLookup): ReadonlyMap<string, readonly Attempt[]> {
  const attempts = new Map<string, Attempt[]>();
  for (const { id, number, claim } of records.claims.toSorted((a, b) => a.number - b.number)) {
    const key = attemptName(id, number);
    const end = records.ends.get(key);
    const attempt: Attempt = {
      id,
      number,
      claim,
      end,
      work: records.works.get(key),
      liveness: end === undefined ? lookup.liveness(claim.sha) : "dead",
      contract: lookup.contract(claim.sha) ?? NOTHING_ALLOWED,
    };
    const list = attempts.get(id);
    if (list === undefined) attempts.set(id, [attempt]);
    else list.push(attempt);
  }
  return attempts;
}

const NOTHING_ALLOWED: Contract = {
  scope: [],
  protectedPaths: [],
  companions: [],
  pathCase: "sensitive",
  maxFileBytes: 0,
  maxFiles: 0,
  workstream: undefined,
};

function readClaim(ref: RefFact, id: string, number: number): ClaimFact | undefined {
  const record = parseClaim(ref.message);
  const base = ref.parents[0];
  if (record === undefined || base === undefined || record.id !== id || record.number !== number) return undefined;
  const { id: _, number: __, ...claim } = record;
  return { id, number, claim: { sha: ref.sha, base, ...claim } };
}

function push<Item>(list: Item[], item: Item | undefined): void {
  if (item !== undefined) list.push(item);
}

function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
  if (value !== undefined) map.set(key, value);
}
