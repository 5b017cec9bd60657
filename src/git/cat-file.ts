import type { Sha } from "../state/facts.ts";
import type { Repository } from "./repository.ts";

/** An object, or only what is said of it. */
export interface GitObject {
  readonly sha: Sha;
  /** `blob`, `tree`, `commit` or `tag`. */
  readonly type: string;
  readonly bytes: number;
  /** Empty where only `info` was asked for. */
  readonly content: Buffer;
}

export interface ObjectRequest {
  readonly want: "info" | "contents";
  /** An object's name, or `<commit>:<path>`. */
  readonly name: string;
}

/** Reads objects in one process, in the order of the requests; undefined where there is none of that name. */
export async function readObjects(
  repository: Repository,
  requests: readonly ObjectRequest[],
): Promise<readonly (GitObject | undefined)[]> {
  const askable = requests.filter(isAskable);
  if (askable.length === 0) return requests.map(() => undefined);
  const lines = askable.map((request) => `${request.want} ${request.name}\n`);
  const output = await repository.git.query(["cat-file", "--batch-command", "--buffer"], `${lines.join("")}flush\n`);
  let at = 0;
  return requests.map((request) => {
    if (!isAskable(request)) return undefined;
    const lineEnd = output.indexOf(10, at);
    const [, sha = "", type, size] = HEADER.exec(output.toString("utf8", at, lineEnd)) ?? [];
    at = lineEnd + 1;
    if (type === undefined) return undefined;
    const bytes = Number(size);
    if (request.want === "info") return { sha, type, bytes, content: NOTHING };
    const content = output.subarray(at, at + bytes);
    at += bytes + 1;
    return { sha, type, bytes, content };
  });
}

const HEADER = /^([0-9a-f]{40}) (blob|tree|commit|tag) ([0-9]+)$/;
const NOTHING = Buffer.alloc(0);

/** Requests are lines: a path with a line break can't be asked for. */
function isAskable(request: ObjectRequest): boolean {
  return !request.name.includes("\n");
}
