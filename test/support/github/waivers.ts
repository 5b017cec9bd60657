import { z } from "zod";

/** Where GitHub's description is wrong about what GitHub sends. */
interface Waiver {
  readonly schema: string;
  /** The way to the property that may be null. */
  readonly nullable: readonly string[];
  readonly reason: string;
}

const WAIVERS: readonly Waiver[] = [
  {
    schema: "pull-request-simple",
    nullable: ["properties", "labels", "items", "properties", "description"],
    reason: "a label made by its first use has no description, and `label` itself says so",
  },
];

const Node = z.record(z.string(), z.unknown());

/** Corrects the schemas in place. */
export function applyWaivers(schemas: Readonly<Record<string, unknown>>): void {
  for (const { schema, nullable, reason } of WAIVERS) {
    let node = schemas[schema];
    for (const key of nullable) node = Node.parse(node)[key];
    if (typeof node !== "object" || node === null) throw new Error(`no more such waiver is needed: ${reason}`);
    Object.assign(node, { nullable: true });
  }
}
