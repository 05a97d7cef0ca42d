import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { pausesHeeded } from '../steps/pauses-heeded.ts';
import { streamOver } from '../steps/stream-over.ts';
import { stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

/**
 * Nine of ten places are taken before the first answer comes: the service asks for a pause, in which the worker holds
 * two fragments that it would have a place for. The output begins with the first window, so it waits for nothing.
 */
export const backpressure = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'backpressure',
  title: 'The STS service is full and asks for a pause: the worker waits, and nothing is lost',
  fixture: '30s-counting-english',
  segmentS: 1,
  services: {
    'sts-service': { STS_FAULT_API: 'on', STS_BACKPRESSURE: 'on' },
    'media-service': { WORKER_MAX_INFLIGHT: '10', WORKER_STS_TIMEOUT_MS: '20000' },
  },
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('The STS service keeps the first answer back for 11 s, and those behind it', [
      { kind: 'delay', when: { sequence: 0 }, delay_ms: 11_000 },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 90_000 }),
    pausesHeeded(),
    outputStream({ durationToleranceMs: 500, heard: { runs: ['dubbed'] } }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
