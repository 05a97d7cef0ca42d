import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { readPeaks } from './read-peaks.ts';

test('decodes the other files when one is invalid or missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peaks-'));
  try {
    const names = ['a.m4a', 'b.m4a', 'c.m4a'];
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=0.5'];
    const files = names.flatMap((name) => ['-map', '0:a', join(folder, name)]);
    await execa('ffmpeg', ['-nostdin', '-loglevel', 'error', ...tone, ...files]);
    await writeFile(join(folder, 'bad.m4a'), 'not audio');
    const peaks = await readPeaks(folder, ['a.m4a', 'bad.m4a', 'b.m4a', 'gone.m4a', '../c.m4a'], 55_000);
    expect([...peaks.keys()]).toEqual(['a.m4a', 'b.m4a', '../c.m4a']);
    // lavfi's sine has an eighth of full scale; an encoder may overshoot at its start.
    expect(peaks.get('a.m4a')?.[80]).toBeCloseTo(0.125, 1);
    expect(peaks.get('a.m4a')).toHaveLength(160);
  } finally {
    await rm(folder, { recursive: true });
  }
});
