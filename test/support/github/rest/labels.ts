/** issues/*: labels of the repository and of its pull requests. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { RestReply, Route, ServerContext } from "../context.ts";
import { addLabels, removeLabels } from "../labels.ts";
import { Refusal } from "../refusal.ts";
import type { Pull, Repository } from "../state.ts";
import { labelView } from "../views/label.ts";
import { labelsOf } from "../views/pull.ts";
import { findPull, invalid } from "./find.ts";
import { paginate, Page } from "./page.ts";

const READ = [{ issues: "read" }, { "pull-requests": "read" }] as const;
const WRITE = [{ issues: "write" }, { "pull-requests": "write" }] as const;
const Named = z.strictObject({ issue_number: z.int(), labels: z.array(z.string()).default([]) });
const NewLabel = z.strictObject({
  name: z.string(),
  color: z.string().default("ededed"),
  description: z.string().optional(),
});

export function labelRoutes(context: ServerContext): readonly Route[] {
  return [...repositoryRoutes(context), ...pullRoutes(context)];
}

function repositoryRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("issues/create-label", WRITE, NewLabel, ({ repository, input }) => {
      const key = input.name.toLowerCase();
      if (repository.labels.has(key)) throw invalid({ resource: "Label", code: "already_exists", field: "name" });
      const { name, color, description = null } = input;
      const label = { id: context.nextId(), name, color, description };
      repository.labels.set(key, label);
      return { status: 201, body: labelView(context, repository, label) };
    }),
    restRoute("issues/get-label", READ, z.strictObject({ name: z.string() }), ({ repository, input }) => {
      const label = repository.labels.get(input.name.toLowerCase());
      if (label === undefined) throw new Refusal(404, "Not Found");
      return { status: 200, body: labelView(context, repository, label) };
    }),
  ];
}

function pullRoutes(context: ServerContext): readonly Route[] {
  function reply(repository: Repository, pull: Pull): RestReply {
    return { status: 200, body: labelsOf(context, repository, pull) };
  }
  return [
    restRoute("issues/list-labels-on-issue", READ, z.strictObject({ issue_number: z.int(), ...Page }), (call) => {
      const pull = findPull(call.repository, call.input.issue_number);
      const { items, headers } = paginate(call, labelsOf(context, call.repository, pull));
      return { status: 200, body: items, headers };
    }),
    restRoute("issues/add-labels", WRITE, Named, async ({ repository, input, actor }) => {
      const pull = findPull(repository, input.issue_number);
      await addLabels(context, repository, actor, pull, input.labels);
      return reply(repository, pull);
    }),
    restRoute("issues/set-labels", WRITE, Named, async ({ repository, input, actor }) => {
      const pull = findPull(repository, input.issue_number);
      const wanted = new Set(input.labels.map((name) => name.toLowerCase()));
      const others = [...pull.labels].filter((name) => !wanted.has(name.toLowerCase()));
      await removeLabels(context, repository, actor, pull, others);
      await addLabels(context, repository, actor, pull, input.labels);
      return reply(repository, pull);
    }),
    restRoute(
      "issues/remove-label",
      WRITE,
      z.strictObject({ issue_number: z.int(), name: z.string() }),
      async ({ repository, input, actor }) => {
        const pull = findPull(repository, input.issue_number);
        const name = repository.labels.get(input.name.toLowerCase())?.name;
        if (name === undefined || !pull.labels.has(name)) throw new Refusal(404, "Label does not exist");
        await removeLabels(context, repository, actor, pull, [name]);
        return reply(repository, pull);
      },
    ),
  ];
}
