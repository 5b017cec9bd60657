import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowHosts, printEntry, readTarget } from "../../../src/agents/network/allowed-hosts.ts";

/** What the answer is for `host:port`. */
function ask(target: string, sources: Partial<Parameters<typeof allowHosts>[0]>) {
  const read = readTarget(target);
  if (read === undefined) throw new Error(`${target} is no target`);
  return allowHosts({ vendor: [], baseUrl: undefined, network: [], ...sources })(read);
}

describe("what the configuration allows", () => {
  test.each([
    ["registry.npmjs.org", "registry.npmjs.org:443", "named"],
    ["registry.npmjs.org", "registry.npmjs.org:80", "named"],
    ["registry.npmjs.org", "REGISTRY.npmjs.ORG.:443", "named"],
    ["Registry.NPMJS.org", "registry.npmjs.org:443", "named"],
    ["registry.npmjs.org", "registry.npmjs.org:22", undefined],
    ["registry.npmjs.org", "registry.npmjs.org.evil.com:443", undefined],
    ["registry.npmjs.org", "evil-registry.npmjs.org:443", undefined],
    ["registry.npmjs.org", "x.registry.npmjs.org:443", undefined],
    ["npmjs.org", "registry.npmjs.org:443", undefined],
    ["example.com:8443", "example.com:8443", "named"],
    ["example.com:8443", "example.com:443", undefined],
    ["*.example.com", "a.example.com:443", "known"],
    ["*.example.com", "a.b.example.com:80", "known"],
    ["*.example.com", "example.com:443", undefined],
    ["*.example.com", "badexample.com:443", undefined],
    ["*.example.com:8443", "a.example.com:8443", "known"],
    ["*.example.com:8443", "a.example.com:443", undefined],
    ["10.1.2.3", "10.1.2.3:443", "named"],
    ["10.1.2.3", "10.1.2.30:443", undefined],
    ["127.0.0.1:8080", "127.1:8080", "named"],
    ["127.0.0.1:8080", "0x7f000001:8080", "named"],
    ["*.0.0.1", "127.0.0.1:443", undefined],
    ["[2001:DB8::1]", "[2001:db8:0:0::1]:443", "named"],
    ["[::1]:8443", "[::1]:8443", "named"],
    ["[::1]:8443", "[::1]:443", undefined],
    ["bücher.example", "xn--bcher-kva.example:443", "named"],
    ["", "example.com:443", undefined],
    ["*.", "example.com:443", undefined],
    ["https://example.com", "example.com:443", undefined],
    ["example.com/path", "example.com:443", undefined],
  ] as const)("%s: %s is %s", (entry, target, answer) => {
    expect(ask(target, { network: [entry] })).toBe(answer);
  });

  test.each([
    ["api.vendor.com:443", "known"],
    ["x.edge.vendor.com:443", "known"],
    ["api.vendor.com:8443", undefined],
    ["models.internal:8080", "named"],
    ["models.internal:443", undefined],
    ["other.com:443", undefined],
  ] as const)("beside the vendor's and the model's endpoint: %s is %s", (target, answer) => {
    const vendor = ["api.vendor.com", "*.edge.vendor.com"];
    expect(ask(target, { vendor, baseUrl: "http://models.internal:8080/v1" })).toBe(answer);
  });

  test.each([
    ["https://models.internal/v1", "models.internal:443"],
    ["http://models.internal", "models.internal:80"],
    ["http://[::1]:9000/", "[::1]:9000"],
  ])("an endpoint %s is %s", (baseUrl, target) => {
    expect(ask(target, { baseUrl })).toBe("named");
  });

  test("an endpoint that is no URL allows nothing", () => {
    expect(ask("models:443", { baseUrl: "models" })).toBeUndefined();
  });

  test("what both a wildcard and a name allow is named", () => {
    expect(ask("a.example.com:443", { network: ["*.example.com", "a.example.com"] })).toBe("named");
    expect(ask("a.example.com:443", { vendor: ["a.example.com"], network: ["*.example.com"] })).toBe("known");
  });
});

describe("a target", () => {
  test.each([
    ["example.com", "no port"],
    ["example.com:", "an empty port"],
    ["example.com:65536", "a port too large"],
    [":443", "no host"],
    ["http://example.com:443", "a scheme"],
    ["user@example.com:443", "a user"],
    ["example.com:443/path", "a path"],
    ["exa mple.com:443", "a blank"],
    ["a\r\nb:443", "a line's end"],
    ["::1:443", "IPv6 without brackets"],
    ["[::1:443", "an open bracket"],
    ["%00.example.com:443", "a NUL"],
    ["300.1.2.3:443", "a number that is no address"],
    [`${"a.".repeat(127)}com:443`, "a host too long"],
  ])("is not %j: %s", (authority) => {
    expect(readTarget(authority)).toBeUndefined();
  });

  test("is named as the configuration would: read and printed it stays the same", () => {
    expect(["a.com:443", "a.com:80", "a.com:22", "[::1]:443", "[::1]:22"].map(printed)).toEqual([
      "a.com",
      "a.com",
      "a.com:22",
      "[::1]",
      "[::1]:22",
    ]);
  });

  test("what a refusal says to add allows exactly that host", () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const authority = `${name}:${port}`;
        expect(ask(authority, { network: [printed(authority)] })).toBe("named");
        expect(ask(`other.example:${port}`, { network: [printed(authority)] })).toBe(undefined);
      }),
    );
  });
});

function printed(authority: string): string {
  const target = readTarget(authority);
  if (target === undefined) throw new Error(`${authority} is no target`);
  return printEntry(target);
}
