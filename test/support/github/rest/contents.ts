/** repos/*: files and folders of a commit. */
import { z } from "zod";
import { restRoute } from "../context.ts";
import type { RestCall, RestReply, Route, ServerContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import type { Repository } from "../state.ts";
import { repositoryUrl } from "../views/repository.ts";
import { findCommit } from "./find.ts";

const Input = z.strictObject({ path: z.string(), ref: z.string().optional() });

export function contentRoutes(context: ServerContext): readonly Route[] {
  return [restRoute("repos/get-content", [{ contents: "read" }], Input, (call) => getContent(context, call))];
}

async function getContent(context: ServerContext, call: RestCall<z.infer<typeof Input>>): Promise<RestReply> {
  const { repository, input } = call;
  const ref = input.ref ?? repository.defaultBranch;
  const commit = await findCommit(repository, ref);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const path = input.path.replace(/\/+$/, "");
  const [entry] = await listTree(repository, commit, [path]);
  if (entry === undefined) throw new Refusal(404, "Not Found");
  if (entry.type === "dir") {
    const entries = await listTree(repository, commit, [`${path}/`]);
    return { status: 200, body: entries.map((each) => viewEntry(context, repository, ref, each)) };
  }
  if (entry.type !== "file") throw new Error("the test server tells files and folders only");
  const text = await repository.store.git("cat-file", "blob", entry.sha);
  // What runs git takes the end of the last line away.
  const bytes = Buffer.from(entry.size > Buffer.byteLength(text) ? `${text}\n` : text);
  const content = { encoding: "base64", content: bytes.toString("base64").replaceAll(/.{60}/g, "$&\n") };
  return { status: 200, body: { ...viewEntry(context, repository, ref, entry), ...content } };
}

interface Entry {
  readonly type: "dir" | "file" | "symlink" | "submodule";
  readonly path: string;
  readonly sha: string;
  /** 0 of a folder. */
  readonly size: number;
}

const TYPES: Readonly<Record<string, Entry["type"]>> = { "040000": "dir", "120000": "symlink", "160000": "submodule" };

async function listTree(repository: Repository, commit: string, paths: readonly string[]): Promise<readonly Entry[]> {
  const listed = await repository.store.git("ls-tree", "-l", "-z", commit, "--", ...paths);
  return listed.split("\0").flatMap((record) => {
    const [, mode = "", sha, size, path] = /^(\d+) \S+ (\S+) +(\S+)\t(.+)$/s.exec(record) ?? [];
    if (sha === undefined || path === undefined) return [];
    return [{ type: TYPES[mode] ?? "file", path, sha, size: Number(size) || 0 }];
  });
}

function viewEntry(context: ServerContext, repository: Repository, ref: string, entry: Entry): Record<string, unknown> {
  const url = repositoryUrl(context, repository);
  const self = `${url}/contents/${encodeURI(entry.path)}?ref=${encodeURIComponent(ref)}`;
  const html = `${context.url}/${repository.fullName}/${entry.type === "dir" ? "tree" : "blob"}/${ref}/${encodeURI(entry.path)}`;
  const git = `${url}/git/${entry.type === "dir" ? "trees" : "blobs"}/${entry.sha}`;
  return {
    type: entry.type,
    size: entry.size,
    name: entry.path.slice(entry.path.lastIndexOf("/") + 1),
    path: entry.path,
    sha: entry.sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: entry.type === "file" ? `${html}?raw=1` : null,
    _links: { self, git, html },
  };
}
