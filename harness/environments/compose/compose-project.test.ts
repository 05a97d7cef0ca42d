import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSettings } from './compose-project.ts';

const settings = {
  services: { 'sts-service': { STS_FAULT_API: 'on', STS_AUTH_TOKEN: 'a$b' } },
  changes: { 'sts-service': { mem_limit: '64m' } },
};

test('writes the settings of a service to the file of its project only', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-settings-'));
  const [file, ...others] = await writeSettings(folder.path, 'sts', settings);
  expect(others).toEqual([]);
  expect(JSON.parse(await readFile(file ?? '', 'utf8'))).toEqual({
    services: {
      'sts-service': { environment: { STS_FAULT_API: 'on', STS_AUTH_TOKEN: 'a$$b' }, mem_limit: '64m' },
    },
  });
  expect(await writeSettings(folder.path, 'media', settings)).toEqual([]);
});
