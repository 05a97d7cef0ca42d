import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { HOOK_EVENTS, hookAnswerSchema, pathEventSchema, segmentEventSchema } from './mediamtx-hook.ts';
import { STS_METRICS, WORKER_METRICS } from './metric-name.ts';
import { STS_ERROR_CODES } from './sts-error-code.ts';
import { STS_EVENTS, WORKER_EVENTS } from './sts-events.ts';
import { faultSchema } from './sts-faults.ts';
import {
  MONITOR_MISSED_EVENT,
  monitorAuthSchema,
  monitorMetaSchema,
  monitorMissedSchema,
} from './sts-monitor.ts';
import { codeOf, codesOf, readProtocolPage } from './testing/protocol-page.ts';
import { type FieldRow, fieldsOf } from './testing/schema-fields.ts';
import { FALLBACK_REASONS, FRAGMENT_OUTCOMES, workerStatusSchema } from './worker-status.ts';

const page = readProtocolPage();

/** Both directions have an event of this name. */
const ACK = 'fragment:ack';

const EVENT_TABLES: [string, z.core.$ZodType][] = [
  ...Object.entries(WORKER_EVENTS).map(([event, schema]): [string, z.core.$ZodType] => [
    `\`${event}\`${event === ACK ? ' (worker)' : ''}`,
    schema,
  ]),
  ...Object.entries(STS_EVENTS).map(([event, schema]): [string, z.core.$ZodType] => [
    `\`${event}\`${event === ACK ? ' (STS service)' : ''}`,
    schema,
  ]),
];

const OTHER_TABLES: [string, z.core.$ZodType][] = [
  ['Body of `ready` and `not-ready`', pathEventSchema],
  ['Body of `segment-create` and `segment-complete`', segmentEventSchema],
  ['Response to a hook', hookAnswerSchema],
  ['Response of `/v1/streams/{id}`', workerStatusSchema],
  ['`auth` of an observer', monitorAuthSchema],
  ['`meta` of an event', monitorMetaSchema],
  [`\`${MONITOR_MISSED_EVENT}\``, monitorMissedSchema],
];

/** The rows of a field table of the page, in the form of {@link fieldsOf}. */
function documentedFields(heading: string): FieldRow[] {
  return page.table(heading).map((row) => ({
    field: codeOf(row.field),
    type: row.type ?? '',
    required: row.required === 'yes' ? 'yes' : 'no',
    range: row.range ?? '',
    default: codeOf(row.default),
  }));
}

test.each([...EVENT_TABLES, ...OTHER_TABLES])('documents the fields of %s', (heading, schema) => {
  expect(documentedFields(heading)).toEqual(fieldsOf(schema));
});

test('has no field table without a schema', () => {
  const known = [...EVENT_TABLES, ...OTHER_TABLES].map(([heading]) => heading);
  const faultTables = ['Fields of every fault', 'Fields of single kinds'];
  const fieldTables = page.headings.filter((heading) => 'field' in (page.table(heading)[0] ?? {}));
  expect(fieldTables.toSorted()).toEqual([...known, ...faultTables].toSorted());
});

describe('faults', () => {
  const kinds = faultSchema.options.map((option) => ({
    kind: [...option.shape.kind.values].join(),
    fields: fieldsOf(option).filter(({ field }) => field !== 'kind'),
  }));
  const common = kinds.find(({ kind }) => kind === 'drop')?.fields ?? [];

  test('documents every kind', () => {
    expect(page.table('Fault kinds').map((row) => codeOf(row.kind))).toEqual(kinds.map(({ kind }) => kind));
  });

  test('documents the fields of every fault', () => {
    expect(documentedFields('Fields of every fault')).toEqual(common);
  });

  test('documents the fields of single kinds', () => {
    const single = kinds.flatMap(({ kind, fields }) =>
      fields
        .filter((row) => !common.some((other) => JSON.stringify(other) === JSON.stringify(row)))
        .map((row) => ({ ...row, field: `${kind}.${row.field}` })),
    );
    expect(documentedFields('Fields of single kinds')).toEqual(single);
  });
});

test('documents every error code and whether it is retryable', () => {
  const documented = page.table('Error codes').map((row) => [codeOf(row.code), row.retryable]);
  const codes = Object.entries(STS_ERROR_CODES).map(([code, { retryable }]) => [
    code,
    retryable ? 'yes' : 'no',
  ]);
  expect(documented).toEqual(codes);
});

test('documents every hook event', () => {
  expect(page.table('2. MediaMTX hooks').map((row) => codeOf(row.event))).toEqual([...HOOK_EVENTS]);
});

test.each([
  ['media-service', WORKER_METRICS],
  ['STS service', STS_METRICS],
])('documents every metric of the %s', (heading, names) => {
  expect(page.table(heading).map((row) => codeOf(row.name))).toEqual(Object.values(names));
});

test('documents the outcomes of a segment and the reasons of a fallback', () => {
  const row = page.table('media-service').find(({ name }) => codeOf(name) === WORKER_METRICS.audioFragments);
  expect(codesOf(row?.meaning)).toEqual([...FRAGMENT_OUTCOMES]);
  const [, reasons] = /^Reasons of a fallback: (.*)\.$/m.exec(page.text) ?? [];
  expect(codesOf(reasons)).toEqual([...FALLBACK_REASONS]);
});
