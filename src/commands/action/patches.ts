/** How work moves from one job to the next. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A stored patch: the name alone proves nothing, its id and digest do. */
export interface StoredPatch {
  readonly id: string;
  /** SHA-256 of what is stored, hexadecimal. */
  readonly digest: string;
}

/** Where patches are kept between jobs of one run. */
export interface PatchStore {
  /** Stores all files of a folder. */
  upload(name: string, folder: string): Promise<StoredPatch>;
  /** Puts them into a folder; rejects where they are not what the digest says. */
  download(patch: StoredPatch, folder: string): Promise<void>;
}

/** The artifacts of the workflow run. They do not exist on GitHub Enterprise Server: there this rejects. */
export function artifactStore(): PatchStore {
  return {
    async upload(name, folder) {
      const { DefaultArtifactClient } = await import(/* webpackMode: "eager" */ "@actions/artifact");
      const files = (await readdir(folder)).map((file) => join(folder, file));
      const options = { retentionDays: RETENTION_DAYS };
      const { id, digest } = await new DefaultArtifactClient().uploadArtifact(name, files, folder, options);
      if (id === undefined || digest === undefined) throw new Error("GitHub kept no artifact of this job");
      return { id: String(id), digest };
    },
    async download({ id, digest }, folder) {
      const { DefaultArtifactClient } = await import(/* webpackMode: "eager" */ "@actions/artifact");
      const options = { path: folder, expectedHash: `sha256:${digest}` };
      const { digestMismatch } = await new DefaultArtifactClient().downloadArtifact(Number(id), options);
      if (digestMismatch !== false) throw new Error(`the artifact ${id} is not what the agent job stored: refused`);
    },
  };
}

/** The work itself is kept as commits: an artifact only carries it to the next job. */
const RETENTION_DAYS = 7;
