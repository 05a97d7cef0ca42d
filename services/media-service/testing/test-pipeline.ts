import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { type WorkerStatus, workerStatusSchema } from '../../contracts/worker-status.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readConfig } from '../config.ts';
import { type RunningMediaService, startMediaService } from '../media-service.ts';
import { freePorts, startTestMediamtx, type TestMediamtx } from './test-mediamtx.ts';
import { resultOf, TestSts } from './test-sts.ts';

/** A media-service with a MediaMTX that calls it, and an STS service that the test controls. */
export interface TestPipeline extends AsyncDisposable {
  /** Contains recordings and the state of the service. */
  readonly folder: string;
  readonly service: RunningMediaService;
  readonly mediamtx: TestMediamtx;
  readonly sts: TestSts;
  /** The RTMP URL to publish a stream to. */
  inputUrl(streamId: string): string;
  /** The RTSP URL to publish a stream to. */
  rtspUrl(streamId: string): string;
  /** The status of a stream; `undefined` for an unknown id. */
  status(streamId: string): Promise<WorkerStatus | undefined>;
}

export async function startTestPipeline(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestPipeline> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder()).path;
  const sts = stack.use(await TestSts.start());
  const ports = await freePorts();
  const rtmpUrl = `rtmp://127.0.0.1:${ports.rtmp}`;
  const config = readConfig({
    MEDIA_SERVICE_PORT: '0',
    RECORDINGS_DIR: folder,
    MEDIAMTX_RTMP_URL: rtmpUrl,
    MEDIAMTX_API_URL: `http://127.0.0.1:${ports.api}`,
    STS_URL: sts.url,
    ...environment,
  });
  const service = await startMediaService(
    config,
    createLogger('media-service', process.env.TEST_LOG_LEVEL ?? 'silent'),
  );
  stack.defer(() => service.stop());
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, service.url));
  const owned = stack.move();
  return {
    folder,
    service,
    mediamtx,
    sts,
    inputUrl: (streamId) => `${rtmpUrl}/live/${streamId}/in`,
    rtspUrl: (streamId) => `rtsp://127.0.0.1:${ports.rtsp}/live/${streamId}/in`,
    status: async (streamId) => {
      const answer = await fetch(`${service.url}/v1/streams/${streamId}`);
      return answer.status === 404 ? undefined : workerStatusSchema.parse(await answer.json());
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A pipeline whose STS service returns the audio of each fragment unchanged. */
export async function startEchoPipeline(
  environment: Readonly<Record<string, string>>,
): Promise<TestPipeline> {
  const pipeline = await startTestPipeline(environment);
  pipeline.sts.onFragment = (socket, fragment) => {
    socket.emit('fragment:processed', resultOf(fragment, fragment.audio));
  };
  return pipeline;
}
