import { z } from 'zod';

/** A field of a payload, as a row of a table in docs/protocol.md. */
export interface FieldRow {
  /** Dotted path; `[]` marks the elements of a list. */
  readonly field: string;
  readonly type: string;
  readonly required: 'yes' | 'no';
  readonly range: string;
  readonly default: string;
}

/** Lists the fields of an object schema, with those of nested objects after their parent. */
export function fieldsOf(schema: z.core.$ZodType, prefix = ''): FieldRow[] {
  const { inner } = unwrap(schema);
  if (!(inner instanceof z.ZodObject))
    throw new Error(`Expected an object schema, got ${inner._zod.def.type}.`);
  return Object.entries(inner.shape as Record<string, z.core.$ZodType>).flatMap(([name, field]) =>
    rowsOf(`${prefix}${name}`, field),
  );
}

function rowsOf(field: string, schema: z.core.$ZodType): FieldRow[] {
  const { inner, isOptional, isNullable, defaultValue } = unwrap(schema);
  const type = typeOf(inner);
  const row: FieldRow = {
    field,
    type: isNullable ? `${type} or null` : type,
    required: isOptional ? 'no' : 'yes',
    range: rangeOf(inner),
    default: defaultValue === undefined ? '' : JSON.stringify(defaultValue),
  };
  const element = inner instanceof z.ZodArray ? unwrap(inner.element).inner : undefined;
  if (inner instanceof z.ZodObject) return [row, ...fieldsOf(inner, `${field}.`)];
  if (element instanceof z.ZodObject) return [row, ...fieldsOf(element, `${field}[].`)];
  return [row];
}

interface Unwrapped {
  readonly inner: z.core.$ZodType;
  readonly isOptional: boolean;
  readonly isNullable: boolean;
  readonly defaultValue: unknown;
}

/** The schema below optional, nullable, default, preprocess and transform. */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.unwrap()), isOptional: true };
  if (schema instanceof z.ZodNullable) return { ...unwrap(schema.unwrap()), isNullable: true };
  if (schema instanceof z.ZodDefault) {
    return { ...unwrap(schema.unwrap()), isOptional: true, defaultValue: schema.def.defaultValue };
  }
  if (schema instanceof z.ZodPipe) {
    const isPreprocess = schema.def.in instanceof z.ZodTransform;
    return unwrap(isPreprocess ? schema.def.out : schema.def.in);
  }
  return { inner: schema, isOptional: false, isNullable: false, defaultValue: undefined };
}

function typeOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodString) return 'string';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumber) return jsonSchemaOf(schema).type === 'integer' ? 'integer' : 'number';
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => `\`${option}\``).join(', ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((value) => `\`${value}\``).join(', ');
  if (schema instanceof z.ZodUnion) return schema.options.map((option) => typeOf(option)).join(' or ');
  if (schema instanceof z.ZodArray) return `list of ${typeOf(unwrap(schema.element).inner)}s`;
  if (schema instanceof z.ZodObject) return 'object';
  throw new Error(`No name for the schema type ${schema._zod.def.type}.`);
}

function rangeOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodArray) {
    const { minItems, maxItems } = jsonSchemaOf(schema);
    const each = rangeOf(unwrap(schema.element).inner);
    return [bounds(minItems, maxItems, ' items'), each && `each ${each}`].filter(Boolean).join(', ');
  }
  const { minimum, exclusiveMinimum, maximum, minLength, maxLength } = jsonSchemaOf(schema);
  // Integers such as those of `positive()` have an exclusive bound.
  const lowest = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : minimum;
  if (schema instanceof z.ZodNumber) return bounds(lowest, maximum, '');
  return schema instanceof z.ZodString ? bounds(minLength, maxLength, ' characters') : '';
}

function bounds(min: number | undefined, max: number | undefined, unit: string): string {
  const lower = min === undefined || min <= Number.MIN_SAFE_INTEGER ? undefined : min;
  const upper = max === undefined || max >= Number.MAX_SAFE_INTEGER ? undefined : max;
  if (upper === undefined) return lower === undefined ? '' : `≥ ${lower}${unit}`;
  return lower === undefined ? `≤ ${upper}${unit}` : `${lower}–${upper}${unit}`;
}

function jsonSchemaOf(schema: z.core.$ZodType): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
