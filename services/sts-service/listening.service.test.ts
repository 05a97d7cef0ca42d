import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressesOfService } from '../../lib/testing/listening-addresses.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const ENV = { STS_PORT: '0', STS_MODE: 'echo' };

test('nobody beyond this machine can reach it, unless that is asked for', async () => {
  expect(await addressesOfService(MAIN, ENV)).toEqual(['127.0.0.1']);
  expect(await addressesOfService(MAIN, { ...ENV, STS_HOST: '0.0.0.0' })).toEqual(['0.0.0.0']);
});
