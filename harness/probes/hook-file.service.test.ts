import { chmod, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { hookFileProbe, redactCommand, splitCommand } from './hook-file.ts';
import { LocalPlace } from './local-place.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

async function hookFile(content: string | undefined, mode = 0o755) {
  const folder = await createTempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const path = folder.file("it's a hook");
  if (content !== undefined) {
    await writeFile(path, content);
    await chmod(path, mode);
  }
  return path;
}

/** What the probe observes of a MediaMTX with a hook. */
async function observeHook(path: string, edit?: (yaml: string) => string) {
  const pipeline = await absentPipeline();
  const { endpoints, mediamtxConfigFile } = await startMediamtx(path, edit);
  const mediamtx = new LocalPlace({ workingFolder: '/', environment: { PATH: process.env.PATH } });
  const [result] = await observe(hookFileProbe, {
    ...pipeline,
    mediamtxConfigFile,
    endpoints: { ...pipeline.endpoints, ...endpoints },
    placeOf: async () => mediamtx,
  });
  return result;
}

const SCRIPT = { configured: true, source: 'api', exists: true, executable: true, format: 'script' };

test.each([
  [
    'a shell script',
    '#!/bin/sh\nexit 0\n',
    0o755,
    { interpreter: '/bin/sh', interpreterExists: true, crlf: false },
  ],
  ['one without permission', '#!/bin/sh\n', 0o644, { executable: false, interpreter: '/bin/sh' }],
  [
    'one with CR LF',
    '#!/bin/sh\r\nexit 0\r\n',
    0o755,
    { interpreter: '/bin/sh', interpreterExists: true, crlf: true },
  ],
  [
    'one without its interpreter',
    '#!/opt/no/sh -e\n',
    0o755,
    { interpreter: '/opt/no/sh', interpreterExists: false },
  ],
  [
    'one found by env',
    '#!/usr/bin/env no-such-shell\n',
    0o755,
    { interpreter: 'no-such-shell', interpreterExists: false },
  ],
  ['text without an interpreter', 'exit 0\n', 0o755, { format: 'unknown' }],
])('describes %s', async (_, content, mode, facts) => {
  const path = await hookFile(content, mode);
  expect(await observeHook(path)).toMatchObject({ ...SCRIPT, path, ...facts });
});

test('describes a binary, a missing file, and no hook at all', async () => {
  expect(await observeHook('/bin/true')).toEqual({
    ...SCRIPT,
    command: "'/bin/true' ready",
    path: '/bin/true',
    format: 'binary',
  });
  const path = await hookFile(undefined);
  expect(await observeHook(path)).toMatchObject({ configured: true, path, exists: false });
  expect(await observeHook('/bin/true', (yaml) => yaml.replace(/^ +runOnAvailable.*\n/m, ''))).toEqual({
    configured: false,
    source: 'api',
  });
});

test('reads the configuration file when the API does not respond', async () => {
  const pipeline = await absentPipeline();
  const path = await hookFile('#!/bin/sh\n');
  const { mediamtxConfigFile } = await startMediamtx(path);
  const result = await observe(hookFileProbe, { ...pipeline, mediamtxConfigFile });
  // The place of an attached MediaMTX on another machine is unknown.
  expect(result).toEqual([
    { configured: true, source: 'mediamtx.yml', command: expect.stringMatching(/ ready$/), path },
  ]);
  expect(await observe(hookFileProbe, pipeline)).toEqual([]);
});

test('splits a command as MediaMTX does', () => {
  expect(splitCommand(`'/it'\\''s here/hook' "a \\"b\\"" c\\ d`)).toEqual([
    "/it's here/hook",
    'a "b"',
    'c d',
  ]);
  expect(splitCommand('  sh -c "echo"')).toEqual(['sh', '-c', 'echo']);
});

test('hides secrets in a command', () => {
  expect(
    redactCommand(`curl -H 'Authorization: Bearer hush' -d api_key=hush http://me:hush@host/x?token=hush`),
  ).not.toContain('hush');
});
