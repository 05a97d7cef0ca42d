import { describe, expect, test } from 'vitest';
import { CAUSES } from './causes/registry.ts';
import { diagnose } from './diagnose.ts';
import { PipelineFacts } from './facts/pipeline-facts.ts';
import { fillPlaceholders } from './fill-placeholders.ts';
import { readKeptCases } from './kept-case.ts';
import { pipeline } from './testing/dubbing-record.ts';
import { RecordBuilder } from './testing/run-record.ts';

const PLACEHOLDER = /<[a-z][^<>]*>|\bundefined\b/i;

function filled(text: string, builder = pipeline()): string {
  return fillPlaceholders(text, new PipelineFacts(builder.record));
}

test.each(CAUSES)('$code: its fix and commands have a value for each placeholder', ({ fix, confirm }) => {
  for (const text of [fix, ...confirm]) {
    expect(fillPlaceholders(text)).not.toMatch(PLACEHOLDER);
    expect(filled(text, new RecordBuilder())).not.toMatch(PLACEHOLDER);
  }
});

describe.each(readKeptCases())('$id', ({ record }) => {
  test('is diagnosed without an open placeholder', () => {
    const { causes = [], alternatives = [] } = diagnose(record) ?? {};
    for (const { fix, confirm } of [...causes, ...alternatives])
      for (const text of [fix, ...confirm]) expect(text).not.toMatch(PLACEHOLDER);
  });
});

test('prefers what the run observed over defaults', () => {
  const run = pipeline()
    .observe('processes', 'sample', { list: [{ name: 'sts-service', pid: 41, state: 'S' }] })
    .observe('processes', 'sample', { list: [{ name: 'sts-service', pid: 42, state: 'T' }] })
    .observe('probe', 'hook-file', { path: "/srv/it's here/mtx-hook" });
  expect(filled('kill -CONT <sts-service-pid>', run)).toBe('kill -CONT 42');
  expect(filled('kill -CONT <media-service-pid>', run)).toMatch(/^kill -CONT \$\(pgrep /);
  expect(filled('ls -l <hook>', run)).toBe(`ls -l '/srv/it'\\''s here/mtx-hook'`);
  expect(filled('curl <mediamtx-api>/v3/paths/list', run)).toBe('curl http://127.0.0.1:9997/v3/paths/list');
});

test.each([
  ['an address that was probed when step 0 failed', '<sts-service>', 'http://10.0.0.7:4000'],
  ['the folder in an error of the recorder', '<recordings>', '/srv/recordings'],
  ['a text without a placeholder', 'sort </proc/1/environ >all', 'sort </proc/1/environ >all'],
  ['a name that is no placeholder', '<constructor>', '<constructor>'],
])('fills %s', (_, text, expected) => {
  const run = new RecordBuilder()
    .observe('probe', 'services', { list: [{ name: 'sts-service', url: 'http://10.0.0.7:4000/health' }] })
    .log('mediamtx', '[path live/s1/in] [recorder] mkdir /srv/recordings/live: permission denied');
  expect(filled(text, run)).toBe(expected);
});
