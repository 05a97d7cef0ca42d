import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { MAX_AUDIO_BASE64_LENGTH } from './fragment.ts';
import { STS_EVENTS, WORKER_EVENTS } from './sts-events.ts';
import { EXAMPLES } from './testing/example-payloads.ts';
import { accepts, EVENT_SCHEMAS, type JsonSchema, problemsOf, type Sender } from './testing/json-schemas.ts';
import { readProtocolPage } from './testing/protocol-page.ts';

const CONTRACTS: Readonly<Record<Sender, Readonly<Record<string, z.ZodType>>>> = {
  worker: WORKER_EVENTS,
  sts: STS_EVENTS,
};

/**
 * The schemas describe what a program sends; receivers accept more. Each entry has a reason and what they accept beyond
 * the schemas, as `sender event field: change`.
 */
const RECEIVERS_ACCEPT_MORE: readonly (readonly [reason: string, ...string[]])[] = [
  [
    'each status of an acknowledgement has the same effect',
    'worker fragment:ack status: not one of the values',
    'sts fragment:ack status: not one of the values',
  ],
  [
    'the answer is FRAGMENT_TOO_LARGE, not INVALID_CONFIG',
    'worker fragment:data audio.data_base64: too long',
  ],
  [
    'the worker takes dubbed audio of any length',
    'sts fragment:processed dubbed_audio.data_base64: too long',
  ],
  ...[
    'stream:ready max_inflight',
    'stream:ready capabilities',
    'fragment:ack timestamp',
    'fragment:ack queue_position',
    'fragment:processed processing_time_ms',
    'fragment:processed stage_timings.asr_ms',
    'fragment:processed stage_timings.translation_ms',
    'fragment:processed stage_timings.tts_ms',
    'backpressure current_inflight',
    'backpressure queue_depth',
    'stream:complete statistics',
  ].map((field) => ['the worker does without it', `sts ${field}: missing`, `sts ${field}: null`] as const),
  ...['error error_id', 'error severity', 'error retryable', 'fragment:processed error.retryable'].map(
    (field) => ['receivers have a default', `sts ${field}: missing`, `sts ${field}: null`] as const,
  ),
];

/** Objects whose entries belong to the peer: the contracts leave them open. */
const OPEN_OBJECTS: ReadonlySet<string | number | undefined> = new Set(['metadata', 'capabilities']);

interface Change {
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly payload: object;
}

/** Every change of one field of a payload that its schema rejects, except `null` in place of an optional field. */
function invalidChanges(root: JsonSchema, example: object): Change[] {
  const present = fieldsOf(root, root, []).filter(({ path }) => valueAt(example, path) !== undefined);
  return present.flatMap(({ path, schema, isRequired }) => {
    const change = (what: string, value: unknown): Change => ({
      name: `${path.join('.')}: ${what}`,
      path,
      payload: withValue(example, path, value),
    });
    const { type, minimum, maximum, minLength, maxLength } = schema;
    const isText = type === 'string' || schema.enum !== undefined || typeof schema.const === 'string';
    const isNumber = type === 'integer' || type === 'number';
    return [
      ...(isRequired ? [change('missing', undefined), change('null', null)] : []),
      change('of another type', type === 'object' || type === 'array' ? 'text' : {}),
      ...(isText ? [change('a number', 7)] : []),
      ...(schema.enum === undefined && schema.const === undefined
        ? []
        : [change('not one of the values', 'x')]),
      ...(type === 'integer' ? [change('a fraction', (minimum ?? 0) + 0.5)] : []),
      ...(isNumber ? [change('a word', 'six')] : []),
      ...(type === 'integer' && minimum !== undefined ? [change('too small', minimum - 1)] : []),
      ...(maximum === undefined ? [] : [change('too large', maximum + 1)]),
      ...(minLength === undefined ? [] : [change('empty', '')]),
      ...(maxLength === undefined ? [] : [change('too long', 'A'.repeat(maxLength + 1))]),
      ...(schema.maxItems === undefined ? [] : [change('too many', Array(schema.maxItems + 1).fill('a'))]),
    ];
  });
}

interface Field {
  readonly path: readonly (string | number)[];
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

function fieldsOf(root: JsonSchema, schema: JsonSchema, prefix: readonly (string | number)[]): Field[] {
  const { required = [], properties = {} } = resolved(root, schema);
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = [...prefix, name];
    const inner = resolved(root, field);
    const element = inner.items && resolved(root, inner.items);
    return [
      { path, schema: inner, isRequired: required.includes(name) },
      ...fieldsOf(root, inner, path),
      ...(element === undefined ? [] : [{ path: [...path, 0], schema: element, isRequired: false }]),
      ...(element === undefined ? [] : fieldsOf(root, element, [...path, 0])),
    ];
  });
}

function resolved(root: JsonSchema, schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const found = root.$defs?.[schema.$ref.replace('#/$defs/', '')];
  if (found === undefined) throw new Error(`No definition for ${schema.$ref}.`);
  return found;
}

function valueAt(payload: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((at, name) => (at as Record<string | number, unknown> | undefined)?.[name], payload);
}

/** A copy of a payload with another value at a path; `undefined` removes the field. */
function withValue(payload: object, path: readonly (string | number)[], value: unknown): object {
  const copy = structuredClone(payload);
  let at = copy as Record<string | number, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

function isAccepted(sender: Sender, event: string, payload: unknown): boolean {
  return CONTRACTS[sender][event]?.safeParse(payload).success === true;
}

test('there is a schema for every event of both directions, in a file of its name', () => {
  const documented = EVENT_SCHEMAS.map(({ sender, event }) => `${sender} ${event}`);
  const events = Object.entries(CONTRACTS).flatMap(([sender, contracts]) =>
    Object.keys(contracts).map((event) => `${sender} ${event}`),
  );
  expect(documented.toSorted()).toEqual(events.toSorted());
  for (const { event, file } of EVENT_SCHEMAS)
    expect(file).toMatch(new RegExp(`/${event.replaceAll(/[:_]/g, '-')}\\.schema\\.json$`));
});

test('docs/protocol.md links to each schema', () => {
  const { text } = readProtocolPage();
  expect(EVENT_SCHEMAS.filter(({ file }) => !text.includes(`](${file})`)).map(({ file }) => file)).toEqual(
    [],
  );
});

test('audio has one definition, with the maximum length of the contracts', () => {
  const definitions = EVENT_SCHEMAS.flatMap(({ schema }) => schema.$defs?.audio ?? []);
  expect(definitions).toHaveLength(2);
  expect(definitions[1]).toEqual(definitions[0]);
  expect(definitions[0]?.properties?.data_base64?.maxLength).toBe(MAX_AUDIO_BASE64_LENGTH);
});

const CASES = EVENT_SCHEMAS.flatMap(({ sender, event, schema }) =>
  (EXAMPLES[sender][event] ?? []).map((example, at) => ({ sender, event, schema, example, at })),
);

test('the examples have every field of the schemas', () => {
  for (const { sender, event, schema } of EVENT_SCHEMAS) {
    const examples = EXAMPLES[sender][event] ?? [];
    const absent = fieldsOf(schema, schema, []).filter(({ path }) =>
      examples.every((example) => valueAt(example, path) === undefined),
    );
    expect([event, absent.map(({ path }) => path.join('.'))]).toEqual([event, []]);
  }
});

describe.each(CASES)('$sender $event, example $at', ({ sender, event, schema, example }) => {
  const fields = fieldsOf(schema, schema, []).filter(({ path }) => valueAt(example, path) !== undefined);

  test('both accept the example', () => {
    expect(problemsOf(sender, event, example)).toEqual([]);
    expect(accepts(schema, example)).toBe(true);
    expect(isAccepted(sender, event, example)).toBe(true);
  });

  test('both have the same defaults', () => {
    // A list without elements has no elements with defaults.
    const defaults = fields.filter(({ schema, path }) => schema.default !== undefined && !path.includes(0));
    const bare = defaults.reduce((payload, { path }) => withValue(payload, path, undefined), example);
    const parsed = CONTRACTS[sender][event]?.safeParse(bare).data;
    expect(accepts(schema, bare)).toBe(true);
    for (const { path, schema } of defaults)
      expect([path, valueAt(parsed, path)]).toEqual([path, schema.default]);
  });

  test('both reject the same invalid payloads', () => {
    const changes = invalidChanges(schema, example);
    const accepted = changes.filter(({ payload }) => accepts(schema, payload)).map(({ name }) => name);
    expect(accepted, 'by the schema').toEqual([]);
    const more = changes
      .filter(({ path, payload }) => {
        const isOpen = path.slice(0, -1).some((name) => OPEN_OBJECTS.has(name));
        return !isOpen && isAccepted(sender, event, payload);
      })
      .map(({ name }) => `${sender} ${event} ${name}`);
    const all = changes.map(({ name }) => `${sender} ${event} ${name}`);
    const listed = RECEIVERS_ACCEPT_MORE.flatMap(([, ...names]) => names).filter((name) =>
      all.includes(name),
    );
    expect(more.toSorted(), 'by the contract').toEqual(listed.toSorted());
  });

  test('both accept the bounds of each field, and unknown fields', () => {
    const payloads = fields.flatMap(({ path, schema: { minimum, maximum, minLength, maxLength } }) =>
      [minimum, maximum, textOf(minLength), textOf(maxLength)].flatMap((value) =>
        value === undefined ? [] : [withValue(example, path, value)],
      ),
    );
    for (const payload of [...payloads, { ...example, added_later: 1 }])
      expect([accepts(schema, payload), isAccepted(sender, event, payload)]).toEqual([true, true]);
  });

  test('senders omit optional fields, and receivers take null for absent', () => {
    for (const { path } of fields.filter((field) => !field.isRequired && field.path.at(-1) !== 0)) {
      const [absent, asNull] = [undefined, null].map((value) => withValue(example, path, value));
      const isOptional = accepts(schema, absent);
      expect([path, accepts(schema, asNull)]).toEqual([path, false]);
      if (isOptional)
        expect([path, isAccepted(sender, event, absent), isAccepted(sender, event, asNull)]).toEqual([
          path,
          true,
          true,
        ]);
    }
  });
});

function textOf(length: number | undefined): string | undefined {
  return length === undefined ? undefined : 'A'.repeat(length);
}

test('no entry of the list of what receivers accept is obsolete', () => {
  const changes = CASES.flatMap(({ sender, event, schema, example }) =>
    invalidChanges(schema, example).map(({ name }) => `${sender} ${event} ${name}`),
  );
  const listed = RECEIVERS_ACCEPT_MORE.flatMap(([, ...names]) => names);
  expect(listed.filter((name) => !changes.includes(name))).toEqual([]);
});

const [SUCCESS = {}, FAILURE = {}] = EXAMPLES.sts['fragment:processed'] ?? [];
const [SLOW_DOWN = {}] = EXAMPLES.sts.backpressure ?? [];

test.each([
  ['a success without audio', 'fragment:processed', withValue(SUCCESS, ['dubbed_audio'], undefined)],
  ['a success without a transcript', 'fragment:processed', withValue(SUCCESS, ['transcript'], undefined)],
  [
    'a success with an error',
    'fragment:processed',
    { ...SUCCESS, error: { code: 'X', message: '', retryable: true } },
  ],
  ['a failure without an error', 'fragment:processed', withValue(FAILURE, ['error'], undefined)],
  ['an action without a delay', 'backpressure', withValue(SLOW_DOWN, ['recommended_delay_ms'], undefined)],
])('senders never send %s', (_case, event, payload) => {
  const { schema } = EVENT_SCHEMAS.find((entry) => entry.sender === 'sts' && entry.event === event) ?? {};
  expect(schema !== undefined && accepts(schema, payload)).toBe(false);
});

test('integers in other forms are for receivers only', () => {
  for (const { sender, event, schema, example } of CASES) {
    for (const { path } of fieldsOf(schema, schema, []).filter((field) => field.schema.type === 'integer')) {
      const value = valueAt(example, path);
      if (typeof value !== 'number' || path.some((name) => OPEN_OBJECTS.has(name))) continue;
      const asText = withValue(example, path, `${value}.0`);
      expect([path, accepts(schema, asText), isAccepted(sender, event, asText)]).toEqual([path, false, true]);
    }
  }
});
