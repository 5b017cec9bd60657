import { CommandError } from "./command-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where GitHub is: github.com, or the server that the environment names as Actions does. */
export interface GithubAddresses {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Where people and git go, without a slash at its end. */
  readonly serverUrl: string;
}

export function readAddresses(environment: Environment): GithubAddresses {
  return {
    apiUrl: urlIn(environment, "GITHUB_API_URL", "https://api.github.com"),
    graphqlUrl: urlIn(environment, "GITHUB_GRAPHQL_URL", "https://api.github.com/graphql"),
    serverUrl: urlIn(environment, "GITHUB_SERVER_URL", "https://github.com"),
  };
}

function urlIn(environment: Environment, name: string, usual: string): string {
  const url = (environment[name] || usual).replace(/\/+$/, "");
  if (URL.canParse(url)) return url;
  throw new CommandError(2, `${name} is ${JSON.stringify(url)}, which is no URL`);
}
