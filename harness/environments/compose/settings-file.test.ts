import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSettings } from './settings-file.ts';

const settings = { 'sts-service': { STS_FAULT_API: 'on', STS_AUTH_TOKEN: 'a$b' } };

test('what is asked of a service is in the file of its project, and nowhere else', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-settings-'));
  const [file, ...others] = await writeSettings(folder.path, 'sts', settings);
  expect(others).toEqual([]);
  expect(JSON.parse(await readFile(file ?? '', 'utf8'))).toEqual({
    services: { 'sts-service': { environment: { STS_FAULT_API: 'on', STS_AUTH_TOKEN: 'a$$b' } } },
  });
  expect(await writeSettings(folder.path, 'media', settings)).toEqual([]);
});
