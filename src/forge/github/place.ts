import type { Remote } from "../../git/mirror.ts";

/** One repository on GitHub, and with whose token we come. */
export interface GithubPlace {
  /** Such as `https://api.github.com`; without a slash at the end. */
  readonly apiUrl: string;
  /** Such as `https://api.github.com/graphql`. */
  readonly graphqlUrl: string;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
}

/** Where git finds the repository, for openMirror. */
export function gitRemote(place: GithubPlace): Remote {
  const credentials = Buffer.from(`x-access-token:${place.token}`).toString("base64");
  return {
    url: `${place.serverUrl}/${place.owner}/${place.repo}.git`,
    authorization: `basic ${credentials}`,
  };
}
