import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { durationOf } from '../../harness/media/index.ts';
import { AudioCache } from './audio-cache.ts';

const { signal } = new AbortController();

test('decodes each file once; files that are not audio do not block others', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-audio-'));
  const sine = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=1:r=8000'];
  await execa('ffmpeg', [...sine, join(folder.path, 'a.wav'), join(folder.path, 'b.wav')]);
  const cache = new AudioCache(folder.path, signal);
  const missing = Array.from({ length: 20 }, (_, index) => cache.decode(`missing-${index}.wav`));
  const [a, again, b] = [cache.decode('a.wav'), cache.decode('a.wav'), cache.decode('b.wav')];
  const settled = await Promise.allSettled(missing);
  expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(durationOf(await a)).toBe(1);
  expect(durationOf(await b)).toBe(1);
  expect(await again).toBe(await a);
});
