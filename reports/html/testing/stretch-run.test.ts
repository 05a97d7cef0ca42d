import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRunView } from '../model/run-view.ts';
import { stretchRun } from './stretch-run.ts';
import { writeSyntheticRun } from './synthetic-run.ts';

test('repeats the fragments of a run with later times and separate files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stretch-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  await mkdir(join(from, 'attachments'), { recursive: true });
  await mkdir(to);
  await writeSyntheticRun(from, { fragments: 2, segmentS: 3 });
  for (const sequence of [0, 1]) {
    for (const side of ['original', 'dubbed']) {
      await writeFile(join(from, `attachments/fragment-${sequence}-${side}.m4a`), `${sequence} ${side}`);
    }
  }
  await stretchRun(from, to, 4);

  const [before, after] = [await readRunView(from), await readRunView(to)];
  expect(after.fragments.map(({ sequence, startS }) => [sequence, startS])).toEqual(
    Array.from({ length: 8 }, (_, sequence) => [sequence, sequence * 3]),
  );
  expect(new Set(after.fragments.map(({ id }) => id)).size).toBe(8);
  expect(after.fragments[7]?.words.map(({ word }) => word)).toEqual(['two', 'one', 'two']);
  expect(after.fragments[7]?.words.map(({ startS }) => Math.round(startS * 10))).toEqual([3, 13, 23]);
  expect(after.fragments[6]?.dubbed?.path).toBe('attachments/fragment-6-dubbed.m4a');
  expect(after.fragments[6]?.times.sentMs).toBe((before.fragments[0]?.times.sentMs ?? 0) + 18_000);
  expect(after.result.durationMs).toBe(before.result.durationMs + 18_000);
  expect(after.result.steps.map(({ durationMs }) => durationMs)).toEqual(
    before.result.steps.map(({ durationMs }, number) => durationMs + (number === 3 ? 18_000 : 0)),
  );
  expect(after.output?.measured?.segments.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
