import fc from "fast-check";

/** A workstream id. */
export const anyId: fc.Arbitrary<string> = fc.stringMatching(/^ws-[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);

/** A git object name. */
export const anySha: fc.Arbitrary<string> = fc.stringMatching(/^[0-9a-f]{40}$/);

/** Any text that can come from a file, an agent or a person: control characters, trailers, half characters. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("\nWorkstreams-Kind: claim", "a\n\nWorkstreams-Outcome: delivered\n", "\\u000a", "\\", ": ", "\r\n"),
);

/** Milliseconds since the epoch, between 2000 and 2100. */
export const anyInstant: fc.Arbitrary<number> = fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 });
