import { z } from "zod";
import { GraphqlError, GraphqlProblem, isBrokenWrite, toForgeError } from "./errors.ts";
import { createRequests } from "./octokit.ts";
import type { Request, RequestOptions, Requests } from "./octokit.ts";
import { pause } from "./pace.ts";
import type { Pace } from "./pace.ts";

/** GitHub's API for one repository, in the way that each kind of question needs. */
export interface Client extends Requests {
  /** What every route of the repository takes. */
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly pace: Pace;
  readonly clock: () => number;
  readonly log: (line: string) => void;
  /** Asks GraphQL. What it does not find is null in its data; the schema says whether that will do. */
  query<T>(schema: z.ZodType<T>, query: string, variables: Readonly<Record<string, unknown>>): Promise<T>;
  /** Changes something through GraphQL. */
  mutate(query: string, variables: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Carries out one operation of the port and translates what it throws. An operation looks before it writes, so that
   * one whose write broke is carried out again as a whole.
   */
  run<T>(operation: () => Promise<T>): Promise<T>;
  /** The same for what can't look: it is never carried out twice. */
  once<T>(operation: () => Promise<T>): Promise<T>;
}

const TRIES = 3;

export function createClient(options: RequestOptions): Client {
  const { place, pace, clock, log } = options;
  const requests = createRequests(options);
  const baseUrl = place.graphqlUrl.replace(/\/graphql\/?$/, "");
  return {
    ...requests,
    repository: { owner: place.owner, repo: place.repo },
    pace,
    clock,
    log,
    query: (schema, query, variables) => askGraphql(requests.read, baseUrl, schema, query, variables),
    async mutate(query, variables) {
      await askGraphql(requests.write, baseUrl, z.unknown(), query, variables);
    },
    run: (operation) => attempt(operation, TRIES, options),
    once: (operation) => attempt(operation, 1, options),
  };
}

async function attempt<T>(operation: () => Promise<T>, most: number, options: RequestOptions): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await operation();
    } catch (error) {
      if (tries >= most || !isBrokenWrite(error)) throw translated(error, options);
    }
    await pause(options.pace, tries);
  }
}

function translated(error: unknown, { clock, log }: RequestOptions): unknown {
  const known = toForgeError(error, clock());
  if (known?.kind === "wait") log(known.message);
  return known ?? error;
}

const Envelope = z.object({ data: z.unknown(), errors: z.array(GraphqlProblem).optional() });

async function askGraphql<T>(
  request: Request,
  baseUrl: string,
  schema: z.ZodType<T>,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const answer = await request("POST /graphql", { baseUrl, query, variables });
  const { data, errors = [] } = Envelope.parse(answer.data);
  if (errors.length === 0) return schema.parse(data);
  const parsed = schema.safeParse(data);
  if (parsed.success && errors.every(({ type }) => type === "NOT_FOUND")) return parsed.data;
  throw new GraphqlError(errors);
}
