/** Bundles as somebody would write them who means harm: any lines in the header, any objects in the pack. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { Sha } from "../../src/state/facts.ts";
import type { TestRepository } from "./repository.ts";

/** A name that our own bundles give. */
export const BUNDLE_REF = `refs/workstreams/tmp/${"a".repeat(16)}`;

export interface BundleForgery {
  /** After the signature: `-<commit>` for what must be there already, `<commit> <name>` for a ref. */
  readonly lines: readonly string[];
  readonly objects: readonly Sha[];
  readonly signature?: string;
}

export function forgeBundle(user: Pick<TestRepository, "directory">, forgery: BundleForgery): Buffer {
  const pack = execFileSync("git", ["pack-objects", "--stdout", "--quiet"], {
    cwd: user.directory,
    input: forgery.objects.map((object) => `${object}\n`).join(""),
    maxBuffer: 2 ** 30,
  });
  const header = [forgery.signature ?? "# v2 git bundle", ...forgery.lines, "", ""].join("\n");
  return Buffer.concat([Buffer.from(header), pack]);
}

const MEBIBYTE = 1024 * 1024;
/** Of an object in a pack: a blob, and a difference to an object that is named. */
const BLOB = 3;
const REF_DELTA = 7;

/** A bundle of a few kibibytes with an object of so many mebibytes: a file of zeros, copied again and again. */
export function deltaBomb(head: Sha, mebibytes: number): Buffer {
  const zeros = Buffer.alloc(MEBIBYTE);
  const base = createHash("sha1").update(`blob ${zeros.length}\0`).update(zeros).digest();
  // "Copy 1 MiB from the start", in two bytes.
  const copies = Buffer.alloc(2 * mebibytes, Buffer.from([0xc0, 0x10]));
  const delta = Buffer.concat([varint(zeros.length), varint(mebibytes * MEBIBYTE), copies]);
  const start = Buffer.concat([Buffer.from("PACK"), uint32(2), uint32(2)]);
  const pack = Buffer.concat([
    start,
    packedHeader(BLOB, zeros.length),
    deflateSync(zeros),
    packedHeader(REF_DELTA, delta.length),
    base,
    deflateSync(delta),
  ]);
  const header = `# v2 git bundle\n${head} ${BUNDLE_REF}\n\n`;
  return Buffer.concat([Buffer.from(header), pack, createHash("sha1").update(pack).digest()]);
}

/** See gitformat-pack(5): the type and four bits of the size, then seven bits in each byte. */
function packedHeader(type: number, size: number): Buffer {
  const first = (type << 4) | (size & 15);
  const rest = Math.floor(size / 16);
  return rest === 0 ? Buffer.from([first]) : Buffer.concat([Buffer.from([first | 0x80]), varint(rest)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
