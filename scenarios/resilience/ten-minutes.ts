import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { loopedOutput } from '../steps/looped-output.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { memoryFlat } from '../steps/memory-flat.ts';
import { metrics } from '../steps/metrics.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS } from './short-clip.ts';

export const tenMinutes = defineDubbingScenario({
  id: 'ten-minutes',
  title: 'Loop a clip for ten minutes: no drift, no memory growth, no loss',
  tags: ['long'],
  fixture: '30s-counting-english',
  segmentS: 6,
  domainHints: ['numbers'],
  loopS: 600,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    memoryFlat({ atS: [60, 300, 595], maxGrowth: 0.2 }),
    streamEnded({ withinMs: 120_000 }),
    loopedOutput({ clipS: 30, durationToleranceMs: 500, maxDriftMs: 2 }),
    metrics({ maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
