import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { mediamtxConfig, resolveMediamtx } from '../../services/mediamtx/index.ts';
import { ServiceProcess } from './service-process.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The real pipeline, in processes of its own on free ports of this machine. */
export interface Pipeline extends AsyncDisposable {
  readonly mediaService: ServiceProcess;
  readonly stsService: ServiceProcess;
  readonly mediaServiceUrl: string;
  readonly stsUrl: string;
  readonly recordingsFolder: string;
  /** A `dubstep.config.ts` with which `--env attach` finds it. */
  readonly configFile: string;
}

/**
 * Starts MediaMTX and both services.
 *
 * @param folder for recordings and configuration
 * @param segmentS of the scenario that will run
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
  const ports = await freePorts();
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

/** Ports that nobody listens on. */
async function freePorts(): Promise<{ rtmp: number; rtsp: number; api: number }> {
  const servers = [createServer(), createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) await once(server.close(), 'close');
  const [rtmp = 0, rtsp = 0, api = 0] = ports;
  return { rtmp, rtsp, api };
}
