import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CODECS } from './codecs.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/services.md'), 'utf8');

test('docs/services.md has the treatment of every codec', () => {
  const rows = page.split('\n').filter((line) => /^\| (video|audio) \|/.test(line));
  const written = CODECS.map(({ kind, name, treatment, recordingFault }) => {
    const usual = treatment === 'not-recorded' ? 'not recorded' : treatment;
    const shown =
      recordingFault === undefined ? usual : `${usual} with \`WORKER_INGEST=rtmp\`, otherwise refused`;
    return `| ${kind} | ${name} | ${shown} |`;
  });
  expect(rows).toEqual(written);
});
