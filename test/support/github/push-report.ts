/** git's own report says "pre-receive hook declined" for each ref; GitHub says why. */

const REPORT_BAND = 1;
const MAX_PACKET = 65_520;
const LENGTH_DIGITS = 4;

/** Puts the reasons, by ref, into the answer of git-receive-pack. */
export function explainRefusals(answer: Buffer, reasons: ReadonlyMap<string, string>): Buffer {
  const packets = readPackets(answer);
  const others = packets.filter(({ band }) => band !== REPORT_BAND);
  const report = Buffer.concat(packets.filter(({ band }) => band === REPORT_BAND).map(({ data }) => data));
  const lines = readLines(report).map((line) => explain(line, reasons));
  const bytes = Buffer.concat([...lines.map((line) => packet(Buffer.from(line))), Buffer.from("0000")]);
  const bands = [...others, ...chunks(bytes).map((data) => ({ band: REPORT_BAND, data }))];
  const written = bands.map(({ band, data }) => packet(Buffer.concat([Buffer.of(band), data])));
  return Buffer.concat([...written, Buffer.from("0000")]);
}

function explain(line: string, reasons: ReadonlyMap<string, string>): string {
  const [, ref = ""] = /^ng (\S+) /.exec(line) ?? [];
  const reason = reasons.get(ref);
  return reason === undefined ? line : `ng ${ref} ${reason}\n`;
}

function readPackets(bytes: Buffer): readonly { readonly band: number; readonly data: Buffer }[] {
  return splitPackets(bytes).map((data) => ({ band: data[0] ?? 0, data: data.subarray(1) }));
}

function readLines(report: Buffer): readonly string[] {
  return splitPackets(report).map((data) => data.toString());
}

/** The contents of pkt-lines, without the flushes between them. */
function splitPackets(bytes: Buffer): readonly Buffer[] {
  const packets: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_DIGITS <= bytes.length) {
    const length = Number.parseInt(bytes.toString("latin1", at, at + LENGTH_DIGITS), 16);
    if (length > LENGTH_DIGITS) packets.push(bytes.subarray(at + LENGTH_DIGITS, at + length));
    at += Math.max(length, LENGTH_DIGITS);
  }
  return packets;
}

function packet(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from((data.length + LENGTH_DIGITS).toString(16).padStart(LENGTH_DIGITS, "0")), data]);
}

function chunks(bytes: Buffer): readonly Buffer[] {
  const size = MAX_PACKET - LENGTH_DIGITS - 1;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
