/** What a token could read, or the permission that it lacks for it, such as `administration: read`. */
export type Known<Value> =
  | { readonly kind: "known"; readonly value: Value }
  | { readonly kind: "unknown"; readonly needs: string };
