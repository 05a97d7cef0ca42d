import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttachmentStore } from './attachment.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attachment-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('writes two files for the same name', async () => {
  const store = new AttachmentStore(folder);
  const paths = [await store.write('probe.json', '1'), await store.write('Probe.json', '2')];
  expect(paths).toEqual(['attachments/probe.json', 'attachments/Probe-2.json']);
  expect(await readFile(join(folder, 'attachments/Probe-2.json'), 'utf8')).toBe('2');
});

test('writes inside the run folder whatever the name', async () => {
  const store = new AttachmentStore(folder);
  expect(await store.write('../../out.txt', 'x')).toBe('attachments/out.txt');
});
