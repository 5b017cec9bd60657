/** Path parameters that may hold slashes: branches, refs, labels, files. */
const LONG = new Set(["ref", "branch", "basehead", "name", "path"]);

export interface CompiledPath {
  /** How many of its parts are no parameters: the more, the more special. */
  readonly literals: number;
  readonly match: (path: string) => Readonly<Record<string, string>> | undefined;
}

/** `/repos/{owner}/{repo}/git/ref/{ref}` as something that matches the path of a request, encoded slashes or not. */
export function compilePath(template: string): CompiledPath {
  const parts = template.split("/").slice(1);
  const names = parts.flatMap((part) => /^\{(.+)\}$/.exec(part)?.[1] ?? []);
  const pattern = new RegExp(`^${parts.map((part) => `/${patternOf(part)}`).join("")}$`);
  return {
    literals: parts.length - names.length,
    match(path) {
      const found = pattern.exec(path);
      if (found === null) return undefined;
      return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]));
    },
  };
}

function patternOf(part: string): string {
  const [, name] = /^\{(.+)\}$/.exec(part) ?? [];
  if (name === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return LONG.has(name) ? "(.+)" : "([^/]+)";
}
