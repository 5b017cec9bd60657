/** The service that `@actions/artifact` speaks with: five calls by Twirp in JSON. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { RawRoute } from "../context.ts";
import { isFinished } from "./artifact-store.ts";
import type { ArtifactStore, FinishedArtifact } from "./artifact-store.ts";
import { signBlobAddress } from "./blob-routes.ts";
import type { Attempt } from "./model.ts";
import { readRuntimeToken } from "./runtime-token.ts";

const PATH = /^\/twirp\/github\.actions\.results\.api\.v1\.ArtifactService\/([A-Za-z]+)$/;

/** GitHub answers wrapped values bare, and takes them so. */
const Ids = z.object({ workflow_run_backend_id: z.string(), workflow_job_run_backend_id: z.string() });
const Named = Ids.extend({ name: z.string().min(1) });
const CreateArtifact = Named.extend({
  version: z.literal(7),
  mime_type: z.string().default("application/zip"),
  expires_at: z.string().optional(),
});
const FinalizeArtifact = Named.extend({ size: z.coerce.number(), hash: z.string().optional() });
const ListArtifacts = Ids.extend({ name_filter: z.string().optional(), id_filter: z.coerce.number().optional() });

/** What a call fails with, in Twirp's words. */
interface TwirpError {
  readonly status: number;
  readonly code: string;
  readonly msg: string;
}

interface Call {
  readonly body: unknown;
  readonly attempt: Attempt;
  /** Where the client reaches this server. */
  readonly origin: string;
}

type Answer = { readonly body: Record<string, unknown> } | { readonly error: TwirpError };

export function artifactService(store: ArtifactStore, secret: string): RawRoute {
  return {
    method: "POST",
    path: PATH,
    async handle(request, response, match) {
      const answer = await answerCall(store, secret, match[1] ?? "", request);
      if ("body" in answer) return send(response, 200, answer.body);
      const { status, code, msg } = answer.error;
      return send(response, status, { code, msg });
    },
  };
}

async function answerCall(
  store: ArtifactStore,
  secret: string,
  method: string,
  request: IncomingMessage,
): Promise<Answer> {
  const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
  const backendId = readRuntimeToken(secret, token);
  const attempt = backendId === undefined ? undefined : store.findAttempt(backendId);
  const body: unknown = await json(request);
  if (attempt === undefined) return fail(401, "unauthenticated", "invalid runtime token");
  if (Ids.safeParse(body).data?.workflow_run_backend_id !== attempt.backendId) {
    return fail(403, "permission_denied", "the runtime token is of another run");
  }
  const call = { body, attempt, origin: `http://${request.headers.host}` };
  switch (method) {
    case "CreateArtifact":
      return create(store, secret, call);
    case "FinalizeArtifact":
      return finalize(store, call);
    case "ListArtifacts":
      return list(call);
    case "GetSignedArtifactURL":
      return signUrl(secret, call);
    case "DeleteArtifact":
      return remove(store, call);
    default:
      return fail(404, "bad_route", `no handler for ${method}`);
  }
}

function create(store: ArtifactStore, secret: string, { body, attempt, origin }: Call): Answer {
  const { name, mime_type: mimeType } = CreateArtifact.parse(body);
  const artifact = store.create(attempt, name, mimeType);
  if (artifact === undefined) {
    return fail(409, "already_exists", "an artifact with this name already exists on the workflow run");
  }
  return { body: { ok: true, signed_upload_url: signBlobAddress(secret, origin, "upload", artifact.id) } };
}

function finalize(store: ArtifactStore, { body, attempt }: Call): Answer {
  const { name, size, hash } = FinalizeArtifact.parse(body);
  const artifact = attempt.artifacts.find((candidate) => candidate.name === name && !isFinished(candidate));
  if (artifact === undefined) return fail(404, "not_found", `there is no upload of ${name}`);
  const wrong = store.finish(artifact, { size, digest: hash });
  if (wrong !== undefined) return fail(400, "invalid_argument", wrong);
  return { body: { ok: true, artifact_id: String(artifact.id) } };
}

function list({ body, attempt }: Call): Answer {
  const { name_filter: name, id_filter: id } = ListArtifacts.parse(body);
  const found = attempt.artifacts
    .filter(isFinished)
    .filter((artifact) => (name === undefined || artifact.name === name) && (id === undefined || artifact.id === id));
  return { body: { artifacts: found.map((artifact) => viewListed(attempt, artifact)) } };
}

function viewListed(attempt: Attempt, artifact: FinishedArtifact): Record<string, unknown> {
  return {
    workflow_run_backend_id: attempt.backendId,
    workflow_job_run_backend_id: attempt.backendId,
    database_id: String(artifact.id),
    name: artifact.name,
    size: String(artifact.finished.content.length),
    created_at: new Date(artifact.createdAt).toISOString(),
    digest: artifact.finished.digest,
  };
}

function signUrl(secret: string, { body, attempt, origin }: Call): Answer {
  const { name } = Named.parse(body);
  const artifact = attempt.artifacts.filter(isFinished).find((candidate) => candidate.name === name);
  if (artifact === undefined) return fail(404, "not_found", `there is no artifact ${name}`);
  return { body: { signed_url: signBlobAddress(secret, origin, "download", artifact.id) } };
}

function remove(store: ArtifactStore, { body, attempt }: Call): Answer {
  const { name } = Named.parse(body);
  const artifact = attempt.artifacts.filter(isFinished).find((candidate) => candidate.name === name);
  if (artifact === undefined) return fail(404, "not_found", `there is no artifact ${name}`);
  store.remove(attempt, artifact);
  return { body: { ok: true, artifact_id: String(artifact.id) } };
}

function fail(status: number, code: string, msg: string): Answer {
  return { error: { status, code, msg } };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
