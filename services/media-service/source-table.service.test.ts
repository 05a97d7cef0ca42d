import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSource } from './testing/run-source.ts';
import { SAMPLE, SOURCES } from './testing/source-table.ts';
import { startEchoPipeline, type TestPipeline } from './testing/test-pipeline.ts';

let pipeline: TestPipeline;

beforeAll(async () => {
  pipeline = await startEchoPipeline({ WORKER_SEGMENT_S: '1', WORKER_PUBLISHER_GRACE_S: '0' });
});
afterAll(() => pipeline[Symbol.asyncDispose]());

const rows = SOURCES.filter(({ name }) => (SAMPLE as readonly string[]).includes(name));

test.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => runSource(pipeline, row));

test('the sample names rows of the table', () => {
  expect(rows).toHaveLength(SAMPLE.length);
  expect(new Set(SOURCES.map(({ name }) => name)).size).toBe(SOURCES.length);
});
