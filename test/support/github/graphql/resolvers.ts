import type { GraphQLFieldResolver } from "graphql";
import type { QueryContext } from "./sources.ts";

/** How the fields of one type come about. */
export type Resolvers<Source> = Readonly<Record<string, GraphQLFieldResolver<Source, QueryContext>>>;
