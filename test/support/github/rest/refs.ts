/** git/*: refs by REST. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import { followRefs } from "../ref-moves.ts";
import { Refusal } from "../refusal.ts";
import { repositoryUrl } from "../views/repository.ts";
import type { Repository } from "../state.ts";

const READ = [{ contents: "read" }] as const;
const WRITE = [{ contents: "write" }] as const;
const NAMED = z.strictObject({ ref: z.string() });

export function refRoutes(context: ServerContext): readonly Route[] {
  return [
    restRoute("git/get-ref", READ, NAMED, ({ repository, input }) => {
      const ref = `refs/${input.ref}`;
      const sha = repository.refs.get(ref);
      if (sha === undefined) throw new Refusal(404, "Not Found");
      return { status: 200, body: refView(context, repository, ref, sha) };
    }),
    restRoute("git/list-matching-refs", READ, NAMED, ({ repository, input }) => {
      const refs = [...repository.refs].filter(([ref]) => ref.startsWith(`refs/${input.ref}`));
      const sorted = refs.toSorted(([a], [b]) => (a < b ? -1 : 1));
      return { status: 200, body: sorted.map(([ref, sha]) => refView(context, repository, ref, sha)) };
    }),
    restRoute("git/create-ref", WRITE, z.strictObject({ ref: z.string(), sha: z.string() }), (call) =>
      createRef(context, call),
    ),
    restRoute(
      "git/update-ref",
      WRITE,
      z.strictObject({ ref: z.string(), sha: z.string(), force: z.boolean().default(false) }),
      (call) => updateRef(context, call),
    ),
    restRoute("git/delete-ref", WRITE, NAMED, (call) => deleteRef(context, call)),
  ];
}

async function createRef(context: ServerContext, call: RestCall<{ ref: string; sha: string }>): Promise<RestReply> {
  const { repository, input, actor } = call;
  if (!/^refs\/.+\/.+/.test(input.ref)) throw new Refusal(422, "Reference name must start with 'refs/'");
  return repository.exclusive(async () => {
    await refuseUnknown(repository, input.sha);
    if (repository.refs.has(input.ref)) throw new Refusal(422, "Reference already exists");
    await repository.store.moveRefs([{ ref: input.ref, to: input.sha, from: undefined }]).catch(() => {
      throw new Refusal(422, `Reference name is invalid`);
    });
    await followRefs(context, repository, actor);
    return { status: 201, body: refView(context, repository, input.ref, input.sha) };
  });
}

async function updateRef(
  context: ServerContext,
  call: RestCall<{ ref: string; sha: string; force: boolean }>,
): Promise<RestReply> {
  const { repository, input, actor } = call;
  const ref = `refs/${input.ref}`;
  return repository.exclusive(async () => {
    const from = repository.refs.get(ref);
    if (from === undefined) throw new Refusal(422, "Reference does not exist");
    await refuseUnknown(repository, input.sha);
    refuseProtected(repository, ref);
    if (!input.force && !(await repository.store.isAncestor(from, input.sha))) {
      throw new Refusal(422, "Update is not a fast forward");
    }
    await repository.store.moveRefs([{ ref, to: input.sha, from }]);
    await followRefs(context, repository, actor);
    return { status: 200, body: refView(context, repository, ref, input.sha) };
  });
}

async function deleteRef(context: ServerContext, call: RestCall<{ ref: string }>): Promise<RestReply> {
  const { repository, input, actor } = call;
  const ref = `refs/${input.ref}`;
  return repository.exclusive(async () => {
    const from = repository.refs.get(ref);
    if (from === undefined) throw new Refusal(422, "Reference does not exist");
    refuseProtected(repository, ref);
    await repository.store.moveRefs([{ ref, to: undefined, from }]);
    await followRefs(context, repository, actor);
    return { status: 204 };
  });
}

async function refuseUnknown(repository: Repository, sha: string): Promise<void> {
  if (!/^[0-9a-f]{40}$/.test(sha)) throw new Refusal(422, "The sha parameter must be exactly 40 characters");
  if (!(await repository.store.hasCommit(sha))) throw new Refusal(422, "Object does not exist");
}

function refuseProtected(repository: Repository, ref: string): void {
  if (!repository.protections.has(ref.replace(/^refs\/heads\//, ""))) return;
  throw new Refusal(422, `Changes must be made through a pull request.`);
}

function refView(context: ServerContext, repository: Repository, ref: string, sha: string): Record<string, unknown> {
  const api = repositoryUrl(context, repository);
  return {
    ref,
    node_id: `REF_${repository.id}_${ref}`,
    url: `${api}/git/${ref}`,
    object: { type: "commit", sha, url: `${api}/git/commits/${sha}` },
  };
}
