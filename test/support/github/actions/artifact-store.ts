/** Artifacts of runs: immutable once they are finished, each with an id and a digest. */
import { createHash } from "node:crypto";
import type { ServerContext } from "../context.ts";
import type { Artifact, Attempt } from "./model.ts";
import type { Runs } from "./runs.ts";

export type FinishedArtifact = Artifact & { readonly finished: NonNullable<Artifact["finished"]> };

export interface ArtifactStore {
  /** The attempt that a runtime token names. */
  findAttempt(backendId: string): Attempt | undefined;
  /** Undefined: the attempt has one of that name. */
  create(attempt: Attempt, name: string, mimeType: string): Artifact | undefined;
  /** Holds a block of an artifact that is being uploaded. */
  putBlock(artifactId: number, blockId: string, content: Buffer): void;
  /** Puts the blocks together, in this order; false: one of them was never sent. */
  commitBlocks(artifactId: number, blockIds: readonly string[]): boolean;
  /** From now on it can be listed and fetched; the answer says what is wrong with the upload. */
  finish(artifact: Artifact, claim: { readonly size: number; readonly digest: string | undefined }): string | undefined;
  find(artifactId: number): { readonly attempt: Attempt; readonly artifact: Artifact } | undefined;
  remove(attempt: Attempt, artifact: Artifact): void;
}

export function createArtifactStore(context: Pick<ServerContext, "clock" | "nextId">, runs: Runs): ArtifactStore {
  const blocks = new Map<number, Map<string, Buffer>>();
  const uploads = new Map<number, Buffer>();
  const attempts = () => runs.all.flatMap((run) => run.attempts);
  return {
    findAttempt: (backendId) => attempts().find((attempt) => attempt.backendId === backendId),
    create(attempt, name, mimeType) {
      if (attempt.artifacts.some((artifact) => artifact.name === name)) return undefined;
      const artifact = { id: context.nextId(), name, mimeType, createdAt: context.clock(), finished: undefined };
      attempt.artifacts.push(artifact);
      return artifact;
    },
    putBlock(artifactId, blockId, content) {
      const held = blocks.get(artifactId) ?? new Map<string, Buffer>();
      blocks.set(artifactId, held.set(blockId, content));
    },
    commitBlocks(artifactId, blockIds) {
      const held = blocks.get(artifactId);
      const parts = blockIds.flatMap((blockId) => held?.get(blockId) ?? []);
      if (parts.length !== blockIds.length) return false;
      uploads.set(artifactId, Buffer.concat(parts));
      blocks.delete(artifactId);
      return true;
    },
    finish(artifact, { size, digest }) {
      const content = uploads.get(artifact.id);
      if (content === undefined) return "nothing was uploaded";
      const own = `sha256:${createHash("sha256").update(content).digest("hex")}`;
      if (content.length !== size) return `${content.length} bytes were uploaded, not ${size}`;
      if (digest !== undefined && digest !== own) return `the digest is ${own}, not ${digest}`;
      uploads.delete(artifact.id);
      artifact.finished = { digest: own, content };
      return undefined;
    },
    find(artifactId) {
      for (const attempt of attempts()) {
        const artifact = attempt.artifacts.find(({ id }) => id === artifactId);
        if (artifact !== undefined) return { attempt, artifact };
      }
      return undefined;
    },
    remove(attempt, artifact) {
      attempt.artifacts.splice(attempt.artifacts.indexOf(artifact), 1);
    },
  };
}

/** Only these are listed. */
export function isFinished(artifact: Artifact): artifact is FinishedArtifact {
  return artifact.finished !== undefined;
}
