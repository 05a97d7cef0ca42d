import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { listeningAddresses } from '../../runtime/testing/listening-addresses.ts';
import { tempFolder } from '../testing/temp-folder.ts';

/** Where the service listens, as a process of its own in this environment. */
async function addressesOf(env: Readonly<Record<string, string>>): Promise<string[]> {
  await using folder = await tempFolder();
  const child = execa(process.execPath, [join(import.meta.dirname, '..', 'main.ts')], {
    env: { MEDIA_SERVICE_PORT: '0', RECORDINGS_DIR: folder.path, ...env },
    reject: false,
    buffer: false,
  });
  try {
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('"listening"')) return await listeningAddresses(child.pid ?? 0);
    }
    throw new Error('The service ended without listening.');
  } finally {
    child.kill();
    await child;
  }
}

test('nobody beyond this machine can reach it, unless that is asked for', async () => {
  expect(await addressesOf({})).toEqual(['127.0.0.1']);
  expect(await addressesOf({ MEDIA_SERVICE_HOST: '0.0.0.0' })).toEqual(['0.0.0.0']);
});
