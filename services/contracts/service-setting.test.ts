import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isServiceSetting } from './service-setting.ts';

test.each(['media-service', 'sts-service'])('every variable that %s reads is one', async (service) => {
  const config = await readFile(new URL(`../${service}/config.ts`, import.meta.url), 'utf8');
  const read = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, variable = '']) => variable);
  expect(read).toContain('STS_AUTH_TOKEN');
  expect(read.filter((variable) => !isServiceSetting(variable))).toEqual(['LOG_LEVEL']);
});

test("so are the hook's, and whatever MediaMTX takes for a setting of its own", () => {
  expect(['MTX_HOOK_SECRET', 'ORCHESTRATOR_URL', 'MTX_API'].filter(isServiceSetting)).toHaveLength(3);
});

test('what a service needs of any environment is not', () => {
  const others = ['PATH', 'HOME', 'TMPDIR', 'NODE_OPTIONS', 'MEDIAMTX_BIN', 'HTTPS_PROXY', 'LOG_LEVEL'];
  expect(others.filter(isServiceSetting)).toEqual([]);
});
