import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { keptEvidence, liveEvidence } from './evidence.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterEach(() => rm(folder, { recursive: true }));

const schema = z.object({ frames: z.number() });
const mustNotBeCalled = (): never => {
  throw new Error('the pipeline was queried');
};

test('keeps evidence that is collected live and reads it without the pipeline', async () => {
  const collect = async () => ({ frames: 900, at: new Date(0) }) as { frames: number };
  const live = await liveEvidence(folder).obtain('output-frames', schema, collect);
  const kept = await keptEvidence(folder).obtain('output-frames', schema, mustNotBeCalled);
  expect(live).toEqual({ frames: 900 });
  expect(kept).toEqual(live);
  expect(await readdir(join(folder, 'evidence'))).toEqual(['output-frames.json']);
});

test('replaces the evidence of an earlier attempt', async () => {
  const store = liveEvidence(folder);
  await store.obtain('x', schema, async () => ({ frames: 1 }));
  expect(await store.obtain('x', schema, async () => ({ frames: 2 }))).toEqual({ frames: 2 });
});

test('rejects evidence that is missing or does not match its schema', async () => {
  const wrong = liveEvidence(folder).obtain('frames', schema, async () => ({ frames: 'many' }) as never);
  await expect(wrong).rejects.toThrow('evidence "frames" does not have the shape');
  const missing = keptEvidence(folder).obtain('absent', schema, mustNotBeCalled);
  await expect(missing).rejects.toThrow('evidence "absent" was not kept by that run');
});

test('rejects a name that is not a safe file name', async () => {
  const obtaining = liveEvidence(folder).obtain('../escape', schema, async () => ({ frames: 1 }));
  await expect(obtaining).rejects.toThrow('has an invalid name');
});

test('keeps evidence without the user and password of its URLs', async () => {
  const urlSchema = z.object({ url: z.string() });
  const collect = async () => ({ url: 'rtmp://user:hush@host/live' });
  expect(await liveEvidence(folder).obtain('live', urlSchema, collect)).toEqual({
    url: 'rtmp://…@host/live',
  });
});
