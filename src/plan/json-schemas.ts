import { z } from "zod";

import { ConfigFile } from "./config-schema.ts";
import { WorkstreamFiles } from "./workstream-schema.ts";

/** The JSON Schemas that editors complete and check our two file formats with, by file name. */
export function jsonSchemas(): Readonly<Record<string, unknown>> {
  return {
    "workstream.schema.json": toJsonSchema(WorkstreamFiles),
    "config.schema.json": toJsonSchema(ConfigFile),
  };
}

/** Draft 7 is what editors know best. `input`: files as written, before defaults and conversions. */
function toJsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { target: "draft-7", io: "input" });
}
