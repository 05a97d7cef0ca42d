import { defineDubbingScenario } from './rig/define-dubbing-scenario.ts';
import { environmentSetup } from './steps/environment-setup.ts';
import { eventData } from './steps/event-data.ts';
import { fragmentsProcessed } from './steps/fragments-processed.ts';
import { mediamtxReceivedStream } from './steps/mediamtx-received-stream.ts';
import { metrics } from './steps/metrics.ts';
import { outputStream } from './steps/output-stream.ts';
import { workerConnected } from './steps/worker-connected.ts';

/** The same seven steps in less than half the time: 10 s of counting in segments of 2 s. */
export const quick = defineDubbingScenario({
  id: 'quick',
  title: 'Dub a 10 s clip in five fragments of 2 s',
  tags: ['e2e', 'quick'],
  fixture: '10s-counting-english',
  segmentS: 2,
  domainHints: ['numbers'],
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000, endsEarly: true }),
    workerConnected({ withinMs: 10_000, endsEarly: true }),
    fragmentsProcessed({ withinMs: 60_000, endsEarly: true }),
    eventData({ maxWordsMissed: 1, minWordsShare: 5 / 6, durationTolerance: 0.1 }),
    outputStream({ durationToleranceMs: 500, endsEarly: true }),
    metrics({ maxAvOffsetMs: 120 }),
  ],
});
