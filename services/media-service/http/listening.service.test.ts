import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressesOfService } from '../../../lib/testing/listening-addresses.ts';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

test('listens on loopback only, unless MEDIA_SERVICE_HOST is set', async () => {
  await using folder = await createTempFolder();
  const env = { MEDIA_SERVICE_PORT: '0', RECORDINGS_DIR: folder.path };
  expect(await addressesOfService(MAIN, env)).toEqual(['127.0.0.1']);
  expect(await addressesOfService(MAIN, { ...env, MEDIA_SERVICE_HOST: '0.0.0.0' })).toEqual(['0.0.0.0']);
});
