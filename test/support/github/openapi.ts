/** GitHub's description of its REST API: which operation a request asks for, and whether both sides keep to it. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { AnySchemaObject, ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { z } from "zod";
import { toJsonSchema } from "./openapi-schema.ts";
import { applyWaivers } from "./waivers.ts";
import { compilePath } from "./openapi-path.ts";

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** The path's parameters; undefined: the path is another one. */
  match(path: string): Readonly<Record<string, string>> | undefined;
  /** Path and query, converted to the types of the description. */
  readParameters(raw: Readonly<Record<string, string>>): Checked<Record<string, unknown>>;
  /** What is wrong with the request's body; undefined: nothing. */
  checkBody(body: unknown): string | undefined;
  /** The same for an answer. */
  checkAnswer(status: number, body: unknown): string | undefined;
}

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

const Content = z.object({ "application/json": z.object({ schema: z.record(z.string(), z.unknown()) }).optional() });
const Reference = z.object({ $ref: z.string() });
const Body = z.object({ content: Content.optional(), required: z.boolean().optional() });
const Parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query"]),
  required: z.boolean().optional(),
  schema: z.record(z.string(), z.unknown()),
});
const Described = z.object({
  operationId: z.string(),
  parameters: z.array(z.union([Reference, Parameter])).default([]),
  requestBody: Body.optional(),
  responses: z.record(z.string(), z.union([Reference, Body])),
});
type Described = z.infer<typeof Described>;
const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.object({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    parameters: z.record(z.string(), Parameter),
    responses: z.record(z.string(), Body),
  }),
});

let loaded: readonly Operation[] | undefined;

/** All operations of the slice, the more special path first. */
export function loadOperations(): readonly Operation[] {
  loaded ??= readOperations();
  return loaded;
}

function readOperations(): readonly Operation[] {
  const text = readFileSync(new URL("openapi.json", import.meta.url), "utf8");
  const description = Description.parse(JSON.parse(text));
  applyWaivers(description.components.schemas);
  const validators = createValidators(description.components.schemas);
  return Object.entries(description.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path: compilePath(path), method, described })),
    )
    .toSorted((a, b) => b.path.literals - a.path.literals)
    .map(({ path, method, described }) => createOperation(path, method, described, description, validators));
}

interface Validators {
  /** Text becomes a number or a boolean where the schema wants one. */
  readonly lenient: Ajv;
  readonly strict: Ajv;
}

function createValidators(schemas: Readonly<Record<string, AnySchemaObject>>): Validators {
  const options = { strict: false, allErrors: true };
  const lenient = new Ajv({ ...options, coerceTypes: true });
  const strict = new Ajv(options);
  for (const ajv of [lenient, strict]) {
    formats.default(ajv);
    ajv.addFormat("repo.nwo", /^[^/]+\/[^/]+$/);
    ajv.addFormat("timestamp", true);
    ajv.addSchema({ $id: "github", components: { schemas: toJsonSchema(schemas) } });
  }
  return { lenient, strict };
}

function createOperation(
  path: ReturnType<typeof compilePath>,
  method: string,
  described: Described,
  description: z.infer<typeof Description>,
  { lenient, strict }: Validators,
): Operation {
  const { parameters, responses } = description.components;
  const resolved = described.parameters.map((each) => resolve(each, parameters));
  const readInput = once(() => lenient.compile(parametersSchema(resolved)));
  const readBody = once(() => compileBody(strict, described.requestBody));
  const answers = new Map<number, ValidateFunction | undefined>();
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    match: path.match,
    readParameters(raw) {
      const value = { ...raw };
      const check = readInput();
      return check(value) ? { ok: true, value } : { ok: false, problem: describeErrors(check, strict) };
    },
    checkBody(body) {
      if (body === undefined && described.requestBody?.required !== true) return undefined;
      const check = readBody();
      if (check === undefined) return body === undefined ? undefined : "a body, where GitHub takes none";
      return check(body) ? undefined : describeErrors(check, strict);
    },
    checkAnswer(status, body) {
      const answer = described.responses[status];
      if (answer === undefined && status < 400) return `GitHub never answers ${status}`;
      if (!answers.has(status)) {
        const content = answer === undefined ? undefined : resolve(answer, responses).content;
        const schema = content?.["application/json"]?.schema;
        answers.set(status, schema === undefined ? undefined : strict.compile(toJsonSchema(schema)));
      }
      const check = answers.get(status);
      if (check === undefined) return body === undefined || status >= 400 ? undefined : "GitHub sends no body here";
      return check(body) ? undefined : describeErrors(check, strict);
    },
  };
}

/** Named ones are strings until `lenient` converts them; GitHub would ignore unknown ones, we do not. */
function parametersSchema(parameters: readonly z.infer<typeof Parameter>[]): AnySchemaObject {
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, toJsonSchema(schema)])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  };
}

function compileBody(ajv: Ajv, body: z.infer<typeof Body> | undefined): ValidateFunction | undefined {
  const schema = body?.content?.["application/json"]?.schema;
  if (schema === undefined) return undefined;
  const closed = schema["properties"] === undefined ? {} : { additionalProperties: false };
  return ajv.compile(toJsonSchema({ ...schema, ...closed }));
}

function resolve<Component extends object>(
  each: Component | z.infer<typeof Reference>,
  components: Readonly<Record<string, Component>>,
): Component {
  if (!("$ref" in each)) return each;
  const found = components[each.$ref.split("/").at(-1) ?? ""];
  if (found === undefined) throw new Error(`openapi.json lacks ${each.$ref}`);
  return found;
}

function describeErrors(check: ValidateFunction, ajv: Ajv): string {
  const named = (check.errors ?? []).flatMap(({ params }) => params["additionalProperty"] ?? []);
  return [ajv.errorsText(check.errors, { dataVar: "" }), ...named].join(" ");
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
