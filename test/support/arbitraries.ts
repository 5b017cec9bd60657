import fc from "fast-check";

/** A workstream id. */
export const anyId: fc.Arbitrary<string> = fc.stringMatching(/^ws-[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);

/** A git object name. */
export const anySha: fc.Arbitrary<string> = fc.stringMatching(/^[0-9a-f]{40}$/);

/** Code points of half characters, which are none by themselves. */
const HALVES = { first: 0xd800, count: 0x800 };

/** Any character but half ones: what fast-check calls "binary", without its table of a million of them. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10ffff - HALVES.count }).map(
  (place) => String.fromCodePoint(place < HALVES.first ? place : place + HALVES.count),
  (text) => {
    const code = typeof text === "string" ? text.codePointAt(0) : undefined;
    if (code === undefined || String.fromCodePoint(code) !== text) throw new Error("that is not one character");
    return code < HALVES.first ? code : code - HALVES.count;
  },
);

/** Any text that can come from a file, an agent or a person: control characters, trailers, half characters. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: anyCharacter }),
  fc.constantFrom("\nWorkstreams-Kind: claim", "a\n\nWorkstreams-Outcome: delivered\n", "\\u000a", "\\", ": ", "\r\n"),
);

/** Milliseconds since the epoch, between 2000 and 2100. */
export const anyInstant: fc.Arbitrary<number> = fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 });
