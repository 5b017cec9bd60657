/** The blob storage behind artifacts: Azure's block blobs, as far as uploads and downloads of artifacts need them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer, text } from "node:stream/consumers";
import type { RawRoute } from "../context.ts";
import type { ArtifactStore } from "./artifact-store.ts";
import { isFinished } from "./artifact-store.ts";
import { sign } from "./runtime-token.ts";

type Purpose = "upload" | "download";

const PATH = /^\/blobs\/(upload|download)\/(\d+)$/;

/** An address that is good for this artifact and this purpose only, for who has no token. */
export function signBlobAddress(secret: string, origin: string, purpose: Purpose, artifactId: number): string {
  return `${origin}/blobs/${purpose}/${artifactId}?sig=${signature(secret, purpose, artifactId)}`;
}

export function blobRoutes(store: ArtifactStore, secret: string): readonly RawRoute[] {
  const guarded =
    (handle: (request: IncomingMessage, response: ServerResponse, artifactId: number) => void | Promise<void>) =>
    (request: IncomingMessage, response: ServerResponse, match: RegExpExecArray): void | Promise<void> => {
      const artifactId = Number(match[2]);
      const given = readQuery(request).get("sig");
      if (given === signature(secret, match[1] ?? "", artifactId)) return handle(request, response, artifactId);
      return end(response, 403);
    };
  return [
    { method: "PUT", path: PATH, handle: guarded((...call) => upload(store, ...call)) },
    { method: "GET", path: PATH, handle: guarded((...call) => download(store, ...call)) },
  ];
}

async function upload(
  store: ArtifactStore,
  request: IncomingMessage,
  response: ServerResponse,
  artifactId: number,
): Promise<void> {
  const query = readQuery(request);
  if (query.get("comp") === "block") {
    store.putBlock(artifactId, query.get("blockid") ?? "", await buffer(request));
    return end(response, 201);
  }
  if (query.get("comp") === "blocklist") {
    const ids = [...(await text(request)).matchAll(/<(?:Latest|Uncommitted)>([^<]*)</g)].map((match) => match[1] ?? "");
    return end(response, store.commitBlocks(artifactId, ids) ? 201 : 400);
  }
  return end(response, 400);
}

function download(store: ArtifactStore, _request: IncomingMessage, response: ServerResponse, artifactId: number): void {
  const artifact = store.find(artifactId)?.artifact;
  if (artifact === undefined || !isFinished(artifact)) return end(response, 404);
  const { name, mimeType, finished } = artifact;
  const suffix = mimeType === "application/zip" ? ".zip" : "";
  response.writeHead(200, {
    "content-type": mimeType,
    "content-length": finished.content.length,
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name + suffix)}`,
  });
  response.end(finished.content);
}

function signature(secret: string, purpose: string, artifactId: number): string {
  return sign(secret, `${purpose} ${artifactId}`);
}

function readQuery(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? "", "http://server").searchParams;
}

/** With the headers that Azure's client looks for. */
function end(response: ServerResponse, status: number): void {
  response.writeHead(status, {
    etag: '"1"',
    "last-modified": new Date().toUTCString(),
    "x-ms-request-id": "1",
    "x-ms-version": "2025-01-05",
  });
  response.end();
}
