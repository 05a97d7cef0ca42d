import { defineDubbingScenario } from './rig/define-dubbing-scenario.ts';
import { environmentSetup } from './steps/environment-setup.ts';
import { eventData } from './steps/event-data.ts';
import { fragmentsProcessed } from './steps/fragments-processed.ts';
import { mediamtxReceivedStream } from './steps/mediamtx-received-stream.ts';
import { metrics } from './steps/metrics.ts';
import { outputStream } from './steps/output-stream.ts';
import { workerConnected } from './steps/worker-connected.ts';

/** The documented test: 30 s of counting in English, dubbed to Spanish in segments of 6 s. */
export const fullPipeline = defineDubbingScenario({
  id: 'full-pipeline',
  title: 'Dub a 30 s clip in five fragments, end to end',
  tags: ['e2e', 'documented'],
  fixture: '30s-counting-english',
  segmentS: 6,
  domainHints: ['numbers'],
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000, endsEarly: true }),
    workerConnected({ withinMs: 10_000, endsEarly: true }),
    fragmentsProcessed({ withinMs: 180_000, endsEarly: true }),
    eventData({ maxWordsMissed: 1, minWordsShare: 5 / 6, durationTolerance: 0.1 }),
    outputStream({ durationToleranceMs: 500, endsEarly: true }),
    metrics({ maxAvOffsetMs: 120 }),
  ],
});
