import { afterEach, expect, test, vi } from "vitest";
import { tellMissing } from "./left-out.ts";

afterEach(() => void vi.unstubAllEnvs());

test("what is missing fails a test at the gate, and only there", () => {
  vi.stubEnv("WORKSTREAMS_ALL_TESTS", "1");
  expect(() => tellMissing("a table of this test", "nothing")).toThrow("a table of this test can't be left out");
  vi.stubEnv("WORKSTREAMS_ALL_TESTS", "");
  expect(() => tellMissing("a table of this test", "nothing")).not.toThrow();
});
