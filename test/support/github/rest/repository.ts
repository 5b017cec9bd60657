/** repos/*: the repository itself and its people. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { Route, ServerContext } from "../context.ts";
import { permissionOf } from "../people.ts";
import { Refusal } from "../refusal.ts";
import { holds } from "../tokens.ts";
import { fullRepository } from "../views/repository.ts";
import { isDeleted, simpleUser } from "../views/user.ts";

const METADATA = [{ metadata: "read" }] as const;

export function repositoryRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("repos/get", METADATA, z.strictObject({}), ({ repository, token }) => ({
      status: 200,
      body: fullRepository(context, repository, {
        admin: holds(token, repository, { administration: "write" }),
        push: holds(token, repository, { contents: "write" }),
        pull: true,
      }),
    })),
    restRoute(
      "repos/get-collaborator-permission-level",
      METADATA,
      z.strictObject({ username: z.string() }),
      ({ repository, input }) => {
        if (input.username === "" || isDeleted(context, input.username)) throw new Refusal(404, "Not Found");
        const permission = permissionOf(repository, input.username);
        const user = { ...simpleUser(context, input.username), role_name: permission };
        return { status: 200, body: { permission, role_name: permission, user } };
      },
    ),
  ];
}
