import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODECS } from './ingest/codecs.ts';
import { runSource } from './testing/run-source.ts';
import { ENCODERS, SOURCES } from './testing/source-table.ts';
import { startEchoPipeline, type TestPipeline } from './testing/test-pipeline.ts';

let pipeline: TestPipeline;

beforeAll(async () => {
  pipeline = await startEchoPipeline({ WORKER_SEGMENT_S: '1', WORKER_PUBLISHER_GRACE_S: '0' });
});
afterAll(() => pipeline[Symbol.asyncDispose]());

test.concurrent.each(SOURCES.map((row) => [row.name, row] as const))('%s', (_, row) =>
  runSource(pipeline, row),
);

test('every codec of the table of codecs has a source', () => {
  const used = SOURCES.flatMap(({ video = [], audio = [], output = [] }) => [...video, ...audio, ...output]);
  expect(Object.keys(ENCODERS).toSorted()).toEqual(CODECS.map(({ name }) => name).toSorted());
  for (const encoder of Object.values(ENCODERS))
    if (typeof encoder === 'string') expect(used).toContain(encoder);
});
