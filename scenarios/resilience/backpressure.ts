import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { pausesRespected } from '../steps/pauses-respected.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

/**
 * Nine of ten fragments are in flight before the first result, so the service requests a pause. During it the worker
 * holds back two fragments. The output starts with the first segment, so it does not stall.
 */
export const backpressure = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'backpressure',
  title: 'STS requests a pause: the worker waits and loses nothing',
  fixture: '30s-counting-english',
  segmentS: 1,
  services: {
    'sts-service': { STS_FAULT_API: 'on', STS_BACKPRESSURE: 'on' },
    'media-service': { WORKER_MAX_INFLIGHT: '10', WORKER_STS_TIMEOUT_MS: '20000' },
  },
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('STS delays the first answer by 11 s, and those after it', [
      { kind: 'delay', when: { sequence: 0 }, delay_ms: 11_000 },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 90_000 }),
    pausesRespected(),
    outputStream({ durationToleranceMs: 500, audio: { runs: ['dubbed'] } }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
