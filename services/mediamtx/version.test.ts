import { expect, test } from 'vitest';
import { isSupportedVersion, MEDIAMTX_VERSION } from './version.ts';

test.each([
  [MEDIAMTX_VERSION, true],
  ['v1.20.2', true],
  ['v1.21.0\n', true],
  ['v1.20.0', false],
  ['v1.9.9', false],
  ['v0.21.0', false],
  ['v2.20.1', false],
  ['nothing', false],
])('%j is supported: %s', (version, supported) => {
  expect(isSupportedVersion(version)).toBe(supported);
});
