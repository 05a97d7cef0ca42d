import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** Who sends an event. Each is also a folder in docs/protocol/. */
export type Sender = 'worker' | 'sts';

/** The keywords that the schemas in docs/protocol/ use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly title?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
}

export interface EventSchema {
  readonly sender: Sender;
  readonly event: string;
  /** Path below docs/. */
  readonly file: string;
  readonly schema: JsonSchema;
}

const DOCS = new URL('../../../docs/', import.meta.url);

/** The JSON Schema of every event, from docs/protocol/. */
export const EVENT_SCHEMAS: readonly EventSchema[] = (['worker', 'sts'] as const).flatMap((sender) =>
  readdirSync(new URL(`protocol/${sender}/`, DOCS)).map((name) => {
    const file = `protocol/${sender}/${name}`;
    const schema = JSON.parse(readFileSync(new URL(file, DOCS), 'utf8')) as JsonSchema;
    return { sender, event: schema.title ?? '', file, schema };
  }),
);

const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
const validators = new Map<JsonSchema, ValidateFunction>();

/** Whether a schema of docs/protocol/ accepts a payload. */
export function accepts(schema: JsonSchema, payload: unknown): boolean {
  return validatorOf(schema)(payload);
}

/**
 * Why a payload that one of our programs sent does not match its schema; empty when it does. Stricter than the schema:
 * fields that it does not list are reported too.
 */
export function problemsOf(sender: Sender, event: string, payload: unknown): string[] {
  const schema = CLOSED_SCHEMAS.get(`${sender} ${event}`);
  if (schema === undefined) return [`${event} (${sender}) is not an event of the protocol`];
  const validate = validatorOf(schema);
  if (validate(payload)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    return `${event} (${sender})${instancePath}: ${message} ${JSON.stringify(params)}`;
  });
}

const CLOSED_SCHEMAS: ReadonlyMap<string, JsonSchema> = new Map(
  EVENT_SCHEMAS.map(({ sender, event, schema }) => [`${sender} ${event}`, closed(schema)]),
);

function validatorOf(schema: JsonSchema): ValidateFunction {
  const known = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, known);
  return known;
}

/** The same schema without fields that it does not list, except where it allows them explicitly. */
function closed(schema: JsonSchema): JsonSchema {
  const { properties, items, $defs } = schema;
  const all = (schemas: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(schemas).map(([name, inner]) => [name, closed(inner)]));
  return {
    ...schema,
    ...($defs && { $defs: all($defs) }),
    ...(items && { items: closed(items) }),
    ...(properties && {
      properties: all(properties),
      additionalProperties: schema.additionalProperties ?? false,
    }),
  };
}
