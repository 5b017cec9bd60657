import { describe, expect, test } from "vitest";
import { trackRoom } from "../../src/decide/track-limits.ts";

const LIMITS = { maxParallel: new Map([["backend", 2]]) };
const BACKEND = { track: "backend" };

describe("the room of a track", () => {
  test("is what its limit leaves beside those that run", () => {
    const room = trackRoom(LIMITS, [BACKEND, { track: "docs" }, { track: undefined }]);
    expect(room.reasonAgainst(BACKEND)).toBeUndefined();
    room.add(BACKEND);
    expect(room.reasonAgainst(BACKEND)).toEqual({ kind: "track-full", track: "backend", running: 2 });
  });

  test("is none where more run than a lowered limit allows", () => {
    expect(trackRoom(LIMITS, [BACKEND, BACKEND, BACKEND]).reasonAgainst(BACKEND)).toMatchObject({ running: 3 });
  });

  test("is boundless without a limit, and without a track", () => {
    const room = trackRoom(
      LIMITS,
      Array.from({ length: 9 }, () => ({ track: "docs" })),
    );
    expect(room.reasonAgainst({ track: "docs" })).toBeUndefined();
    expect(room.reasonAgainst({ track: undefined })).toBeUndefined();
  });
});
