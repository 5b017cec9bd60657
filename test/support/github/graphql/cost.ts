/** What a query costs by GitHub's published formula, and what GitHub demands of every list in it. */
import { getArgumentValues, getNamedType, isObjectType, isUnionType, Kind, typeFromAST } from "graphql";
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import { z } from "zod";

export interface Cost {
  /** A request for each list, times the entries of those around it; a hundred of them are a point. */
  readonly points: number;
  /** The most nodes that it can return. */
  readonly nodes: number;
  /** What GitHub refuses, in its words. */
  readonly problems: readonly string[];
}

const MOST_NODES = 500_000;
const REQUESTS_OF_A_POINT = 100;
const Paged = z.object({ first: z.number().nullish(), last: z.number().nullish() });
const Ids = z.object({ ids: z.array(z.string()) });

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  requests: number;
  nodes: number;
  readonly problems: string[];
}

export function computeCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const walk: Walk = { schema, fragments, variables, requests: 0, nodes: 0, problems: [] };
  const root = schema.getRootType(operation.operation);
  if (root != null) addSelections(walk, operation.selectionSet, root, 1);
  if (walk.nodes > MOST_NODES) {
    walk.problems.push(
      `This query requests up to ${walk.nodes} possible nodes which exceeds the maximum limit of ${MOST_NODES}.`,
    );
  }
  const points = Math.max(1, Math.round(walk.requests / REQUESTS_OF_A_POINT));
  return { points, nodes: walk.nodes, problems: walk.problems };
}

function addSelections(walk: Walk, selections: SelectionSetNode, type: GraphQLNamedType, times: number): void {
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      addField(walk, selection, type, times);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
    if (fragment === undefined) continue;
    const { typeCondition } = fragment;
    const narrowed = typeCondition === undefined ? type : typeFromAST(walk.schema, typeCondition);
    if (narrowed !== undefined) addSelections(walk, fragment.selectionSet, narrowed, times);
  }
}

function addField(walk: Walk, node: FieldNode, parent: GraphQLNamedType, times: number): void {
  if (node.selectionSet === undefined || isUnionType(parent) || !("getFields" in parent)) return;
  const field = parent.getFields()[node.name.value];
  if (field === undefined || !("args" in field)) return;
  const type = getNamedType(field.type);
  const values = getArgumentValues(field, node, walk.variables);
  const inner = isConnection(type) ? addConnection(walk, node.name.value, Paged.parse(values), times) : times;
  // Not in GitHub's description of the formula: each of many nodes asks for its own lists.
  const ids = Ids.safeParse(values);
  addSelections(walk, node.selectionSet, type, ids.success ? inner * ids.data.ids.length : inner);
}

function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.name.endsWith("Connection");
}

/** The answer is how often what lies in it is asked for. */
function addConnection(walk: Walk, name: string, { first, last }: z.infer<typeof Paged>, times: number): number {
  const size = first ?? last;
  if (size == null) {
    walk.problems.push(
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
    return times;
  }
  if (size < 1 || size > 100) {
    const argument = first == null ? "last" : "first";
    walk.problems.push(
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`${argument}\` limit of 100 records.`,
    );
  }
  walk.requests += times;
  walk.nodes += times * size;
  return times * size;
}
