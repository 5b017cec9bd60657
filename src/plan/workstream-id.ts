/** `ws-`, then lower-case letters, digits and inner dashes; at most 60 characters: safe in refs, paths and JSON. */
export const WORKSTREAM_ID = /^ws-[a-z0-9](?:[a-z0-9-]{0,55}[a-z0-9])?$/;

export function isWorkstreamId(text: string): boolean {
  return WORKSTREAM_ID.test(text);
}

/** The nearest valid id to any text: `WS_03 Foo` gives `ws-03-foo`; undefined where no letter or digit is left. */
export function slugId(text: string): string | undefined {
  const words = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-?(?:ws-)?/, "")
    .slice(0, 57)
    .replace(/^-+|-+$/g, "");
  return words === "" || words === "ws" ? undefined : `ws-${words}`;
}

/** The id that a workstream file's name says: `workstreams/ws-03-x.json` gives `ws-03-x`; undefined if it is no id. */
export function idFromFileName(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  return isWorkstreamId(name) ? name : undefined;
}
