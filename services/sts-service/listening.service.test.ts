import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressesOfService } from '../../lib/testing/listening-addresses.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const ENV = { STS_PORT: '0', STS_MODE: 'echo' };

test('listens on loopback unless STS_HOST is set', async () => {
  expect(await addressesOfService(MAIN, ENV)).toEqual(['127.0.0.1']);
  expect(await addressesOfService(MAIN, { ...ENV, STS_HOST: '0.0.0.0' })).toEqual(['0.0.0.0']);
});
