import { mkdtempDisposable } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type RunContext, runScenario } from '../../harness/engine/index.ts';
import { type StartedEnvironment, scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { MediamtxClient } from '../../harness/mediamtx/index.ts';
import { DubbingRig, type DubbingStep, type LivePipeline } from '../rig/dubbing-rig.ts';
import { workerMetricsScraper } from '../rig/worker-metrics.ts';
import { mediamtxReceivedStream } from './mediamtx-received-stream.ts';
import { workerConnected } from './worker-connected.ts';

/** Limit of both steps, and a delay that exceeds it. */
const WITHIN_MS = 500;
const LATE_MS = 700;

/** Answers as MediaMTX and as media-service for one stream. */
async function pipeline() {
  let bytes = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/metrics')) {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      const series = ['processed', 'partial', 'fallback', 'dropped'].map(
        (status) => `worker_audio_fragments_total{stream_id="x",status="${status}"} 0`,
      );
      response.end(`${series.join('\n')}\n`);
      return;
    }
    bytes += 100;
    const tracks2 = [{ codec: 'H264' }, { codec: 'MPEG-4 Audio' }];
    const source = { type: 'rtmpConn', id: '1' };
    const path = {
      name: 'live/x/in',
      available: true,
      tracks2,
      source,
      inboundBytes: bytes,
      outboundBytes: 0,
    };
    response.end(JSON.stringify({ itemCount: 1, pageCount: 1, items: [path] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

/** A publisher that needs some time to connect. */
class SlowPublisher {
  readonly #run: RunContext;
  readonly #connectsAfterMs: number;
  startedAtMs: number | undefined;

  constructor(run: RunContext, connectsAfterMs: number) {
    this.#run = run;
    this.#connectsAfterMs = connectsAfterMs;
  }

  async start(): Promise<void> {
    this.startedAtMs = this.#run.nowMs();
    await sleep(this.#connectsAfterMs);
  }
}

interface Delays {
  readonly publisherMs?: number;
  readonly betweenStepsMs?: number;
}

/** The checks of both steps by status. */
async function run({ publisherMs = 0, betweenStepsMs = 0 }: Delays) {
  await using server = await pipeline();
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-visible-'));
  const options = scenarioOptionsSchema.parse({ streamId: 'x' });
  const pausing: DubbingStep = {
    id: 'pause',
    title: 'Pause',
    timeoutMs: 5000,
    async run() {
      await sleep(betweenStepsMs);
      return undefined;
    },
  };
  const scenario = {
    ...{ id: 's', title: 's', tags: [], params: {} },
    steps: [
      mediamtxReceivedStream({ withinMs: WITHIN_MS }),
      pausing,
      workerConnected({ withinMs: WITHIN_MS }),
    ].map((step) => ({ ...step, critical: false })),
    createRig: (context: RunContext) => {
      const rig = new DubbingRig(context, { fixture: 'x', segmentS: 2, domainHints: [] }, options);
      const live: Partial<LivePipeline> = {
        environment: {} as StartedEnvironment,
        publisher: new SlowPublisher(context, publisherMs) as unknown as LivePipeline['publisher'],
        output: { start: () => undefined } as LivePipeline['output'],
        mediamtx: new MediamtxClient(server.url),
        workerMetrics: workerMetricsScraper(server.url, rig.profile.metrics),
      };
      rig.goLive(live as LivePipeline);
      return rig;
    },
  };
  const { steps } = await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
  return steps.flatMap(({ checks }) => checks.flatMap(({ id, status }) => (status === 'failed' ? [id] : [])));
}

test('a stream that is visible in time passes', async () => {
  expect(await run({})).toEqual([]);
});

test('fails for an input that became ready too late, even if the first poll finds it', async () => {
  expect(await run({ publisherMs: LATE_MS })).toEqual(['input-ready-after']);
});

test('fails for a worker that became visible too late, even if the first poll finds it', async () => {
  expect(await run({ betweenStepsMs: LATE_MS })).toEqual(['worker-visible-after']);
});
