import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { durationOf } from '../../harness/media/index.ts';
import { SoundCache } from './sound-cache.ts';

const { signal } = new AbortController();

test('many pieces are decoded, each once; one that is no audio holds up none of the others', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-sounds-'));
  const sine = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=1:r=8000'];
  await execa('ffmpeg', [...sine, join(folder.path, 'a.wav'), join(folder.path, 'b.wav')]);
  const sounds = new SoundCache(folder.path, signal);
  const missing = Array.from({ length: 20 }, (_, index) => sounds.decode(`missing-${index}.wav`));
  const [a, again, b] = [sounds.decode('a.wav'), sounds.decode('a.wav'), sounds.decode('b.wav')];
  const settled = await Promise.allSettled(missing);
  expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['rejected']));
  expect(durationOf(await a)).toBe(1);
  expect(durationOf(await b)).toBe(1);
  expect(await again).toBe(await a);
});
