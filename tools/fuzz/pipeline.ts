import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../lib/testing/free-port.ts';
import { mediamtxConfig, resolveMediamtx } from '../../services/mediamtx/index.ts';
import { ServiceProcess } from './service-process.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The real pipeline, in separate processes on free ports of this machine. */
export interface Pipeline extends AsyncDisposable {
  readonly mediaService: ServiceProcess;
  readonly stsService: ServiceProcess;
  readonly mediaServiceUrl: string;
  readonly stsUrl: string;
  readonly recordingsFolder: string;
  /** The `dubstep.config.ts` that `--env attach` uses. */
  readonly configFile: string;
}

/**
 * Starts MediaMTX and both services.
 *
 * @param folder folder for recordings and configuration
 * @param segmentS segment length of the scenario that will run
 */
export async function startPipeline(folder: string, segmentS: number): Promise<Pipeline> {
  await using stack = new AsyncDisposableStack();
  const start = (...options: ConstructorParameters<typeof ServiceProcess>): ServiceProcess => {
    const service = new ServiceProcess(...options);
    stack.defer(() => service.stop());
    return service;
  };
  const recordingsFolder = join(folder, 'recordings');
  await mkdir(recordingsFolder);
  const { path: mediamtx } = await resolveMediamtx();
  const ports = { rtmp: await freePort(), rtsp: await freePort(), api: await freePort() };
  const rtmp = `rtmp://127.0.0.1:${ports.rtmp}`;

  const stsService = start('sts-service', nodeService('sts-service'), { TMPDIR: folder, STS_PORT: '0' });
  const stsUrl = await stsService.url();
  const mediaService = start('media-service', nodeService('media-service'), {
    TMPDIR: folder,
    MEDIA_SERVICE_PORT: '0',
    RECORDINGS_DIR: recordingsFolder,
    MEDIAMTX_RTMP_URL: rtmp,
    STS_URL: stsUrl,
    WORKER_SEGMENT_S: String(segmentS),
    WORKER_DOMAIN_HINTS: 'numbers',
  });
  const mediaServiceUrl = await mediaService.url();
  const mediamtxFile = join(folder, 'mediamtx.yml');
  await writeFile(mediamtxFile, mediamtxConfig({ ports, recordFolder: recordingsFolder }));
  start('mediamtx', [mediamtx, mediamtxFile], { ORCHESTRATOR_URL: mediaServiceUrl });

  const endpoints = {
    rtmp,
    rtsp: `rtsp://127.0.0.1:${ports.rtsp}`,
    mediamtxApi: `http://127.0.0.1:${ports.api}`,
    mediaService: mediaServiceUrl,
    sts: stsUrl,
  };
  const configFile = join(folder, 'dubstep.config.ts');
  const config = JSON.stringify({ endpoints, recordings: recordingsFolder, segmentS });
  await writeFile(configFile, `export default ${config};\n`);
  const owned = stack.move();
  return {
    mediaService,
    stsService,
    mediaServiceUrl,
    stsUrl,
    recordingsFolder,
    configFile,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function nodeService(name: string): [string, ...string[]] {
  return [process.execPath, join(PROJECT, 'services', name, 'main.ts')];
}
