import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { forEachStream } from '../rig/for-each-stream.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { eventData } from '../steps/event-data.ts';
import { fragmentsProcessed } from '../steps/fragments-processed.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { metrics } from '../steps/metrics.ts';
import { outputStream } from '../steps/output-stream.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const fiveStreams = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'five-streams',
  title: 'Dub five streams in parallel',
  // 6 s of speech take hardly longer to dub than 2 s, so two cores keep up with five streams.
  fixture: '30s-counting-english',
  segmentS: 6,
  steps: forEachStream(5, [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    fragmentsProcessed({ withinMs: 60_000 }),
    eventData({ maxWordsMissed: 1, minWordsShare: 5 / 6, durationTolerance: 0.1 }),
    outputStream({ durationToleranceMs: 500 }),
    metrics({ maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ]),
});
