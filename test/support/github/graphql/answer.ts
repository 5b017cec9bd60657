/** One GraphQL request: checked against GitHub's schema, counted, executed. */
import { execute, GraphQLError, Kind, OperationTypeNode, parse, Source, validate } from "graphql";
import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { z } from "zod";
import type { Answered } from "../answer.ts";
import type { Api } from "../api.ts";
import { LIMITED, SECONDARY } from "../faults.ts";
import { Refusal } from "../refusal.ts";
import { jsonReply, limitHeaders } from "../reply.ts";
import type { HttpReply } from "../reply.ts";
import type { Token } from "../state.ts";
import { computeCost } from "./cost.ts";
import type { Cost } from "./cost.ts";
import { GraphqlRefusal } from "./refusal.ts";
import { loadSchema } from "./schema.ts";
import { moment } from "./sources.ts";
import type { QueryContext } from "./sources.ts";

type Counted = Pick<Answered, "reply" | "points" | "secondaryPoints">;

const Asked = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const Typed = z.object({ type: z.string() });

/** Throws a refusal of what is no request at all. */
export async function answerGraphql(api: Api, token: Token, body: string): Promise<Counted> {
  const { query, variables, operationName } = parseBody(body);
  const document = parseQuery(query);
  if (document instanceof GraphQLError) return broken(api, query, [document]);
  const errors = validate(loadSchema(), document);
  const operation = findOperation(document, operationName);
  if (errors.length > 0 || operation === undefined) return broken(api, query, errors);
  const cost = computeCost(loadSchema(), document, operation, variables ?? {});
  if (cost.problems.length > 0)
    return broken(
      api,
      query,
      cost.problems.map((problem) => new GraphQLError(problem)),
    );
  const mutation = operation.operation === OperationTypeNode.MUTATION;
  const secondaryPoints = mutation ? 5 : 1;
  const counted = { points: cost.points, secondaryPoints };
  const wait = api.meter.hurry(token, { resource: "graphql", points: secondaryPoints, content: mutation });
  if (wait !== undefined) throw new Refusal(403, SECONDARY, { headers: { "retry-after": String(wait) } });
  const within = api.meter.take(token, undefined, "graphql", cost.points);
  const headers = limitHeaders(api.meter.read(token, undefined, "graphql"));
  if (!within) {
    return { ...counted, reply: jsonReply(200, { errors: [{ type: "RATE_LIMITED", message: LIMITED }] }, headers) };
  }
  const contextValue = createContext(api, token, cost);
  const result = await execute({
    schema: loadSchema(),
    document,
    contextValue,
    variableValues: variables ?? {},
    operationName: operationName ?? null,
    typeResolver: (source) => Typed.parse(source).type,
  });
  const failures = (result.errors ?? []).map((error) => describe(api, query, error));
  const answer = { data: result.data ?? null, ...(failures.length === 0 ? {} : { errors: failures }) };
  return { ...counted, reply: jsonReply(200, answer, headers) };
}

function parseBody(body: string): z.infer<typeof Asked> {
  try {
    return Asked.parse(JSON.parse(body));
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

function parseQuery(query: string): DocumentNode | GraphQLError {
  try {
    return parse(new Source(query));
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function findOperation(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? [each] : []));
  return name == null ? operations[0] : operations.find((each) => each.name?.value === name);
}

function createContext(api: Api, token: Token, cost: Cost): QueryContext {
  const { limit, used, remaining, reset } = api.meter.read(token, undefined, "graphql");
  const resetAt = moment(reset * 1000) ?? "";
  return {
    server: api.context,
    token,
    checkSuite: (id) =>
      api.extensions.map((extension) => extension.checkSuite?.(id)).find((suite) => suite !== undefined),
    rateLimit: { cost: cost.points, nodeCount: cost.nodes, limit, used, remaining, resetAt },
  };
}

/** A query that GitHub would not even begin with: the caller's mistake, so that it fails the test. */
function broken(api: Api, query: string, errors: readonly GraphQLError[]): Counted {
  const messages = errors.map(({ message }) => message);
  api.context.violation(`GraphQL: ${messages.join("; ") || "no such operation"} in ${query}`);
  return { reply: errorReply(errors), points: 1, secondaryPoints: 1 };
}

function errorReply(errors: readonly GraphQLError[]): HttpReply {
  return jsonReply(200, { errors: errors.map(({ message, locations, path }) => ({ message, locations, path })) });
}

function describe(api: Api, query: string, error: GraphQLError): Record<string, unknown> {
  const { message, path, locations, originalError } = error;
  const known = originalError instanceof GraphqlRefusal;
  if (!known) api.context.violation(`GraphQL: ${originalError?.stack ?? message} in ${query}`);
  return { ...(known ? { type: originalError.type } : {}), path, locations, message };
}
