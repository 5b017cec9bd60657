import { describe, expect, test } from "vitest";
import { isPublic, lookupPublic, NotPublicError } from "../../../src/agents/network/public-address.ts";

describe("an address", () => {
  test.each([
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.251",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::fb",
    "localhost",
    "",
  ])("%s is not public", (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.each([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "128.0.0.1",
    "169.253.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.0.1",
    "223.255.255.255",
    "::ffff:1.1.1.1",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00::1",
  ])("%s is public", (address) => {
    expect(isPublic(address)).toBe(true);
  });
});

describe("a name", () => {
  test.each([true, false])("of this machine is not looked up for a connection (all: %s)", async (all) => {
    const error = await new Promise((resolve) => {
      lookupPublic("localhost", { all }, resolve);
    });
    expect(error).toBeInstanceOf(NotPublicError);
  });

  test("that there is none is told as what it is", async () => {
    const error = await new Promise((resolve) => {
      lookupPublic("no-such-name.invalid", { all: true }, resolve);
    });
    expect(error).not.toBeInstanceOf(NotPublicError);
    expect(error).toMatchObject({ syscall: "getaddrinfo" });
  });
});
