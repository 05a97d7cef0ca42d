import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Alterations, Endpoints } from '../../harness/environments/index.ts';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { mediamtxConfig } from '../../services/mediamtx/index.ts';
import { DISTRACTORS } from './distractors/index.ts';
import { FAULTS } from './registry.ts';
import { CaseStage } from './runner/case-stage.ts';

type Site = Parameters<NonNullable<Alterations['mediamtxConfig']>>[1];

const ENDPOINTS: Endpoints = {
  rtmpUrl: 'rtmp://127.0.0.1:21',
  rtspUrl: 'rtsp://127.0.0.1:22',
  mediamtxApiUrl: 'http://127.0.0.1:23',
  mediaServiceUrl: 'http://127.0.0.1:24',
  stsUrl: 'http://127.0.0.1:25',
};

/** Those in a running pipeline of their own need more than a configuration. */
const STAGED = [...FAULTS, ...DISTRACTORS].filter(({ alter }) => alter !== undefined);

test.each(STAGED)('$id can be staged: what it replaces exists', async ({ alter }) => {
  await using folder = await createTempFolder();
  const stage = new CaseStage(folder.path);
  try {
    const alterations = await alter?.(stage);
    const yaml = mediamtxConfig({
      ports: { rtmp: 21, rtsp: 22, api: 23 },
      recordFolder: join(folder.path, 'r'),
    });
    const site = { endpoints: ENDPOINTS, recordingsFolder: join(folder.path, 'r') } as Site;
    const changed = await alterations?.mediamtxConfig?.(yaml, site);
    if (changed !== undefined) expect(changed).not.toBe(yaml);
  } finally {
    await stage.end();
  }
  expect(stage.problems).toEqual([]);
});
