/** Git over HTTP: `git http-backend` does the work, GitHub's refusals come on top. */
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Answered } from "./answer.ts";
import type { HttpReply } from "./reply.ts";
import { Refusal } from "./refusal.ts";
import type { ServerContext } from "./context.ts";
import { explainRefusals } from "./push-report.ts";
import { followRefs } from "./ref-moves.ts";
import { GIT_ENVIRONMENT } from "./run-git.ts";
import type { Repository, Token } from "./state.ts";
import { holds, reaches, readToken } from "./tokens.ts";

/** A request of a git client. */
export interface GitRequest {
  readonly fullName: string;
  /** `/info/refs`, `/git-upload-pack` or `/git-receive-pack` */
  readonly path: string;
  readonly push: boolean;
  readonly query: string;
}

const HOOKS = fileURLToPath(new URL("hooks", import.meta.url));
const PATH = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/;

/** Undefined: no git client asks so. */
export function parseGitRequest(address: URL): GitRequest | undefined {
  const [, fullName, path] = PATH.exec(address.pathname) ?? [];
  if (fullName === undefined || path === undefined) return undefined;
  const push = path === "/git-receive-pack" || address.searchParams.get("service") === "git-receive-pack";
  return { fullName, path, push, query: address.search.slice(1) };
}

/** Throws GitHub's refusals. */
export async function answerGit(context: ServerContext, git: GitRequest, message: IncomingMessage): Promise<Answered> {
  const repository = context.repositories.get(git.fullName.toLowerCase());
  const token = readToken(context, message.headers);
  authoriseGit(git, repository, token);
  if (repository === undefined) throw new Refusal(404, "Repository not found.");
  const reply =
    git.path === "/git-receive-pack" && token !== undefined
      ? await receive(context, git, repository, token, message)
      : await runBackend(repository, git, message, {});
  const accepts = [{ contents: git.push ? "write" : "read" }] as const;
  return { reply, tokenLogin: token?.login, tokenKind: token?.kind, accepts, points: 0, secondaryPoints: 0 };
}

function authoriseGit(git: GitRequest, repository: Repository | undefined, token: Token | undefined): void {
  const anonymous = repository?.private === false && !git.push;
  if (token === undefined && !anonymous) throw new Refusal(401, "Requires authentication");
  if (repository === undefined || token === undefined) return;
  if (!reaches(token, repository)) throw new Refusal(404, "Repository not found.");
  if (holds(token, repository, { contents: git.push ? "write" : "read" })) return;
  throw new Refusal(403, `Permission to ${repository.fullName}.git denied to ${token.login}.`);
}

/** A push: one at a time, and whatever it moved is followed before it is answered. */
async function receive(
  context: ServerContext,
  git: GitRequest,
  repository: Repository,
  token: Token,
  message: IncomingMessage,
): Promise<HttpReply> {
  // Read before the door: a slow client must not keep the others out.
  const body = await buffer(message);
  const refusals = join(context.directory, `refusals-${context.nextId()}`);
  const reply = await repository.exclusive(async () => {
    const variables = {
      REFUSALS: refusals,
      PROTECTED_REFS: [...repository.protections.keys()].map((branch) => `refs/heads/${branch}`).join("\n"),
      WORKFLOWS: wordsForWorkflows(token),
      REMOTE_USER: token.login,
    };
    const result = await runBackend(repository, git, message, variables, body);
    await followRefs(context, repository, token);
    return result;
  });
  const reasons = await readReasons(refusals);
  return reasons.size === 0 ? reply : { ...reply, body: explainRefusals(reply.body, reasons) };
}

function wordsForWorkflows(token: Token): string {
  if (token.permissions["workflows"] === "write") return "";
  return token.kind === "user"
    ? "refusing to allow a Personal Access Token to create or update workflow|without `workflow` scope"
    : "refusing to allow a GitHub App to create or update workflow|without `workflows` permission";
}

async function readReasons(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, "utf8").catch(() => "");
  await rm(file, { force: true });
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line): [string, string] => [line.replace(/\t.*/, ""), line.replace(/^[^\t]*\t/, "")]));
}

type BackendReply = HttpReply & { readonly body: Buffer };

const SETTINGS = {
  "http.receivepack": "true",
  "uploadpack.allowAnySHA1InWant": "true",
  "uploadpack.allowFilter": "true",
  "receive.hideRefs": "refs/pull",
  "receive.autogc": "false",
  "core.hooksPath": HOOKS,
};

/** One run of the CGI program. */
async function runBackend(
  repository: Repository,
  git: GitRequest,
  message: IncomingMessage,
  variables: Readonly<Record<string, string>>,
  body?: Buffer,
): Promise<BackendReply> {
  const child = spawn("git", ["http-backend"], {
    cwd: repository.store.directory,
    env: { ...process.env, ...GIT_ENVIRONMENT, ...settings(), ...cgi(repository, git, message), ...variables },
    stdio: ["pipe", "pipe", "inherit"],
  });
  // It may refuse before it has read everything.
  child.stdin.on("error", () => undefined);
  if (body === undefined) message.pipe(child.stdin);
  else child.stdin.end(body);
  return parseAnswer(await buffer(child.stdout));
}

function settings(): Record<string, string> {
  const entries = Object.entries(SETTINGS).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(Object.keys(SETTINGS).length) };
}

function cgi(repository: Repository, git: GitRequest, message: IncomingMessage): Record<string, string> {
  const { headers } = message;
  return {
    GIT_PROJECT_ROOT: repository.store.directory,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: git.path,
    QUERY_STRING: git.query,
    REQUEST_METHOD: message.method ?? "GET",
    CONTENT_TYPE: headers["content-type"] ?? "",
    ...(headers["content-encoding"] === undefined ? {} : { HTTP_CONTENT_ENCODING: headers["content-encoding"] }),
    ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
    ...(typeof headers["git-protocol"] === "string" ? { GIT_PROTOCOL: headers["git-protocol"] } : {}),
  };
}

function parseAnswer(output: Buffer): BackendReply {
  const end = output.indexOf("\r\n\r\n");
  const lines = output.toString("latin1", 0, Math.max(end, 0)).split("\r\n");
  const headers = new Map(lines.map((line) => [line.replace(/:.*/, ""), line.replace(/^[^:]*:\s*/, "")]));
  const status = headers.get("Status") ?? (end < 0 ? "500" : "200");
  headers.delete("Status");
  headers.delete("");
  return {
    status: Number.parseInt(status, 10),
    headers: Object.fromEntries(headers),
    body: output.subarray(end < 0 ? 0 : end + 4),
  };
}
