import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isSecretSetting, isServiceSetting } from './service-setting.ts';

test.each(['media-service', 'sts-service'])('recognises every variable that %s reads', async (service) => {
  const config = await readFile(new URL(`../${service}/config.ts`, import.meta.url), 'utf8');
  const read = [...config.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, variable = '']) => variable);
  expect(read).toContain('STS_AUTH_TOKEN');
  expect(read.filter((variable) => !isServiceSetting(variable))).toEqual(['LOG_LEVEL']);
  const secrets = ['MTX_HOOK_SECRET', 'STS_AUTH_TOKEN', 'STS_ASR_KEY', 'STS_TRANSLATOR_KEY', 'STS_TTS_KEY'];
  expect(read.filter(isSecretSetting).toSorted()).toEqual(
    secrets.filter((name) => read.includes(name)).toSorted(),
  );
});

test('recognises the settings of the hook and of MediaMTX', () => {
  expect(['MTX_HOOK_SECRET', 'ORCHESTRATOR_URL', 'MTX_API'].filter(isServiceSetting)).toHaveLength(3);
});

test('does not recognise variables that other programs use', () => {
  const others = ['PATH', 'HOME', 'TMPDIR', 'NODE_OPTIONS', 'MEDIAMTX_BIN', 'HTTPS_PROXY', 'LOG_LEVEL'];
  expect(others.filter(isServiceSetting)).toEqual([]);
});
