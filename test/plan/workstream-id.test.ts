import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { idFromFileName, isWorkstreamId, slugId } from "../../src/plan/workstream-id.ts";
import { anyText } from "../support/arbitraries.ts";

describe("an id", () => {
  test.each(["ws-a", "ws-01", "ws-01-set-up", `ws-${"a".repeat(57)}`])("can be %s", (id) => {
    expect(isWorkstreamId(id)).toBe(true);
  });

  test.each(["ws-", "ws--a", "ws-a-", "WS-A", "ws-a.lock", "ws-a/b", "ws-a b", "a", "ws-ä", `ws-${"a".repeat(58)}`])(
    "can't be %s",
    (id) => {
      expect(isWorkstreamId(id)).toBe(false);
    },
  );
});

describe("the nearest id", () => {
  test.each([
    ["WS_03 Foo", "ws-03-foo"],
    ["ws-a-", "ws-a"],
    ["Setup", "ws-setup"],
    ["ws 4: Café", "ws-4-cafe"],
    ["ws-", undefined],
    ["日本", undefined],
    ["", undefined],
  ])("to %j is %s", (text, id) => {
    expect(slugId(text)).toBe(id);
  });

  test("is always a valid id", () => {
    fc.assert(fc.property(anyText, (text) => isWorkstreamId(slugId(text) ?? "ws-none")));
  });
});

test.each([
  ["workstreams/ws-03-x.json", "ws-03-x"],
  ["workstreams/ws-03.v2.yaml", undefined],
  ["workstreams/ws-.json", undefined],
])("the file name %s says %s", (path, id) => {
  expect(idFromFileName(path)).toBe(id);
});
