import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { freePort } from '../../../lib/testing/free-port.ts';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { mediamtxConfig, resolveMediamtx } from '../../../services/mediamtx/index.ts';
import { pause, systemClock } from '../../engine/index.ts';
import { MediamtxClient } from '../../mediamtx/index.ts';

/** A running MediaMTX. */
export interface TestMediamtx {
  readonly endpoints: { readonly rtmpUrl: string; readonly rtspUrl: string; readonly mediamtxApiUrl: string };
  readonly mediamtxConfigFile: string;
  readonly recordingsFolder: string;
  readonly pid: number;
}

/**
 * Starts a MediaMTX that is stopped at the end of the test.
 *
 * @param hookScriptPath the hook of input paths
 * @param edit changes its configuration file
 */
export async function startMediamtx(
  hookScriptPath = '/bin/true',
  edit: (yaml: string) => string = (yaml) => yaml,
): Promise<TestMediamtx> {
  const folder = await createTempFolder();
  const ports = { rtmp: await freePort(), rtsp: await freePort(), api: await freePort() };
  const recordingsFolder = join(folder.path, 'recordings');
  const mediamtxConfigFile = folder.file('mediamtx.yml');
  const config = mediamtxConfig({ ports, recordFolder: recordingsFolder, hookScriptPath });
  await writeFile(mediamtxConfigFile, edit(config));

  const ending = new AbortController();
  let ended: Promise<unknown> | undefined;
  onTestFinished(async () => {
    ending.abort();
    await ended;
    await folder[Symbol.asyncDispose]();
  });
  const server = execa((await resolveMediamtx()).path, [mediamtxConfigFile], {
    cancelSignal: ending.signal,
    forceKillAfterDelay: 1000,
    reject: false,
    stdio: 'ignore',
  });
  ended = server;
  const client = new MediamtxClient(`http://127.0.0.1:${ports.api}`);
  while (!(await client.listPaths(ending.signal).catch(() => undefined))) {
    await pause(systemClock, 20, ending.signal);
  }
  return {
    endpoints: {
      rtmpUrl: `rtmp://127.0.0.1:${ports.rtmp}`,
      rtspUrl: `rtsp://127.0.0.1:${ports.rtsp}`,
      mediamtxApiUrl: client.baseUrl,
    },
    mediamtxConfigFile,
    recordingsFolder,
    pid: server.pid ?? 0,
  };
}
