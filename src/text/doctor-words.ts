/** What a finding of `workstreams doctor` says: one line each, of which any part may be somebody else's text. */
export interface Words {
  readonly what: string;
  /** What to do; undefined: nothing. */
  readonly fix: string | undefined;
}

/** Something with nothing to do about it. */
export function fine(what: string): Words {
  return { what, fix: undefined };
}
