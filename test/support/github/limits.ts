/** GitHub's limits: what a token may ask in an hour, and how fast. */
import type { Repository, Token } from "./state.ts";

export interface Limits {
  /** REST requests an hour of a workflow's token, for each repository. */
  readonly restPerHour: number;
  /** GraphQL points an hour of a workflow's token, for each repository. */
  readonly pointsPerHour: number;
  /** Whether too many in a minute are refused, too. */
  readonly secondary: boolean;
}

export const GITHUB_LIMITS: Limits = { restPerHour: 1000, pointsPerHour: 1000, secondary: false };

/** A limit as GitHub's headers tell it. */
export interface Allowance {
  readonly resource: "core" | "graphql";
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since the epoch. */
  readonly reset: number;
}

/** What a request costs beside its points. */
export interface Speed {
  readonly resource: "core" | "graphql";
  /** 1 for reading, 5 for writing. */
  readonly points: number;
  /** Whether it makes or changes something that people see. */
  readonly content: boolean;
}

export interface Meter {
  /** Counts it; false: there is not that much left, and nothing was counted. */
  take(token: Token, repository: Repository | undefined, resource: Allowance["resource"], cost: number): boolean;
  read(token: Token, repository: Repository | undefined, resource: Allowance["resource"]): Allowance;
  /** Seconds to wait where it comes too fast; undefined: it may go on. */
  hurry(token: Token, speed: Speed): number | undefined;
}

interface Window {
  readonly since: number;
  readonly used: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const OTHERS_PER_HOUR = 5000;
const PER_MINUTE = { core: 900, graphql: 2000, content: 80 } as const;
const CONTENT_PER_HOUR = 500;

export function createMeter(clock: () => number, limits: Limits): Meter {
  const windows = new Map<string, Window>();
  function current(key: string, length: number): Window {
    const window = windows.get(key);
    const now = clock();
    return window === undefined || now >= window.since + length ? { since: now, used: 0 } : window;
  }
  function add(key: string, length: number, cost: number, most: number): number | undefined {
    const window = current(key, length);
    if (window.used + cost > most) return Math.ceil((window.since + length - clock()) / 1000);
    windows.set(key, { ...window, used: window.used + cost });
    return undefined;
  }
  const most = (token: Token, resource: Allowance["resource"]) =>
    token.kind !== "actions" ? OTHERS_PER_HOUR : resource === "core" ? limits.restPerHour : limits.pointsPerHour;
  return {
    take: (token, repository, resource, cost) =>
      add(`${resource} ${owner(token, repository)}`, HOUR, cost, most(token, resource)) === undefined,
    read(token, repository, resource) {
      const { since, used } = current(`${resource} ${owner(token, repository)}`, HOUR);
      const limit = most(token, resource);
      return { resource, limit, used, remaining: limit - used, reset: Math.ceil((since + HOUR) / 1000) };
    },
    hurry(token, { resource, points, content }) {
      if (!limits.secondary) return undefined;
      const key = owner(token, undefined);
      const waits = [
        add(`minute ${resource} ${key}`, MINUTE, points, PER_MINUTE[resource]),
        ...(content ? [add(`minute content ${key}`, MINUTE, 1, PER_MINUTE.content)] : []),
        ...(content ? [add(`hour content ${key}`, HOUR, 1, CONTENT_PER_HOUR)] : []),
      ].filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Math.max(...waits);
    },
  };
}

/** All workflow tokens of one repository share a limit; every other token has its own. */
function owner(token: Token, repository: Repository | undefined): string {
  if (token.kind !== "actions") return token.text;
  return (token.repository ?? repository?.fullName ?? token.text).toLowerCase();
}
