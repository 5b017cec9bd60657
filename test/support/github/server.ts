/** GitHub for tests: stateful, on real git repositories, with GitHub's own refusals. */
import { once } from "node:events";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventSource, Extension, MakeExtension, RestRoute, Route, ServerContext } from "./context.ts";
import { createEvents } from "./events.ts";
import { createExclusive } from "./exclusive.ts";
import { answer } from "./answer.ts";
import { createStore } from "./git-store.ts";
import { createFaults } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { createMeter, GITHUB_LIMITS } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { rateLimitRoute } from "./rest/rate-limit.ts";
import { coreRoutes } from "./rest/routes.ts";
import { openGithubRepository } from "./repository.ts";
import type { GithubRepository } from "./repository.ts";
import type { RecordedRequest } from "./requests.ts";
import { defaultSettings } from "./state.ts";
import type { Permissions, Repository, TokenKind } from "./state.ts";

export interface GithubOptions {
  /** Milliseconds; by default Date.now. */
  readonly clock?: () => number;
  /** Parts with routes of their own, such as Actions. */
  readonly extensions?: readonly MakeExtension[];
  /** By default GitHub's own, without those of a minute. */
  readonly limits?: Partial<Limits>;
}

export interface RepositoryOptions {
  /** Of the first commit; by default a README. */
  readonly files?: Readonly<Record<string, string>>;
  /** By default `main`. */
  readonly branch?: string;
  /** By default true: of a private one nothing can be read without the permission. */
  readonly private?: boolean;
}

export interface TokenOptions {
  readonly login: string;
  readonly kind: TokenKind;
  readonly permissions: Permissions;
  /** The only repository that it is good for; by default all. */
  readonly repository?: string;
}

export interface GithubServer {
  /** `http://127.0.0.1:PORT`; where the name resolves it is `http://github.localhost:PORT` as well. */
  readonly url: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Every request to REST, GraphQL and git, oldest first. */
  readonly requests: readonly RecordedRequest[];
  readonly events: EventSource;
  /** Makes `owner/name` with one commit on its default branch. */
  createRepository(fullName: string, options?: RepositoryOptions): Promise<GithubRepository>;
  createToken(options: TokenOptions): string;
  /** Somebody gives up the account. */
  deleteUser(login: string): void;
  /** The next requests that match fail so. */
  fault(fault: Fault): void;
  /** Throws, with all of it, if anything was asked that the server does not know or that broke a schema. */
  verify(): void;
  close(): Promise<void>;
}

export async function startGithub(options: GithubOptions = {}): Promise<GithubServer> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "workstreams-github-")));
  const events = createEvents();
  const violations: string[] = [];
  const requests: RecordedRequest[] = [];
  const server = createServer();
  const url = await listen(server);
  let lastId = 1000;
  const context: ServerContext = {
    url,
    directory,
    clock: options.clock ?? Date.now,
    repositories: new Map(),
    tokens: new Map(),
    deletedUsers: new Set(),
    nextId: () => (lastId += 1),
    emit: (event) => events.emit(event),
    violation: (text) => void violations.push(text),
  };
  const extensions: Extension[] = [];
  for (const make of options.extensions ?? []) extensions.push(await make(context));
  const meter = createMeter(context.clock, { ...GITHUB_LIMITS, ...options.limits });
  const routes = collectRoutes([...coreRoutes(context), rateLimitRoute(meter)], extensions);
  const faults = createFaults();
  const parts = { context, extensions, routes, meter, faults, requests };
  server.on("request", (message, response) => void answer(parts, message, response));
  return {
    url,
    apiUrl: `${url}/api/v3`,
    graphqlUrl: `${url}/api/graphql`,
    requests,
    events,
    async createRepository(fullName, repositoryOptions) {
      const repository = await createRepository(context, fullName, repositoryOptions);
      context.repositories.set(fullName.toLowerCase(), repository);
      return openGithubRepository(context, repository);
    },
    fault: (fault) => faults.add(fault),
    createToken: (token) => createToken(context, token),
    deleteUser: (login) => void context.deletedUsers.add(login.toLowerCase()),
    verify() {
      if (violations.length > 0) throw new Error(`the GitHub server was used wrongly:\n${violations.join("\n")}`);
    },
    async close() {
      for (const extension of extensions) await extension.close?.();
      server.closeAllConnections();
      server.close();
      await Promise.all([...context.repositories.values()].map(({ exclusive }) => exclusive(() => Promise.resolve())));
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

async function createRepository(
  context: ServerContext,
  fullName: string,
  options: RepositoryOptions = {},
): Promise<Repository> {
  const [owner = "", name = ""] = fullName.split("/");
  const { files = { "README.md": `# ${name}\n` }, branch = "main" } = options;
  const store = await createStore(join(context.directory, `${owner}-${name}.git`), branch);
  const at = context.clock();
  const sha = await store.commit({ parent: undefined, files, message: "Initial commit", author: owner, at });
  const ref = `refs/heads/${branch}`;
  await store.moveRefs([{ ref, to: sha, from: undefined }]);
  return {
    id: context.nextId(),
    owner,
    name,
    fullName,
    defaultBranch: branch,
    private: options.private ?? true,
    createdAt: at,
    store,
    exclusive: createExclusive(),
    settings: defaultSettings(),
    protections: new Map(),
    rules: [],
    secrets: { own: new Set(), organization: new Set() },
    collaborators: new Map(),
    refs: new Map([[ref, sha]]),
    pulls: new Map(),
    statuses: new Map(),
    labels: new Map(),
    lastNumber: 0,
  };
}

function collectRoutes(core: readonly Route[], extensions: readonly Extension[]): ReadonlyMap<string, RestRoute> {
  const all = [...core, ...extensions.flatMap(({ routes }) => routes)];
  return new Map(all.flatMap((route) => ("operationId" in route ? [[route.operationId, route]] : [])));
}

function createToken(context: ServerContext, options: TokenOptions): string {
  const prefix = { user: "github_pat_", actions: "ghs_", app: "ghs_" }[options.kind];
  const text = `${prefix}${String(context.nextId()).padStart(36, "0")}`;
  context.tokens.set(text, { ...options, repository: options.repository, text });
  return text;
}
