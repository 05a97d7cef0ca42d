import { type DubbingScenarioDefinition, defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { loopedOutput } from '../steps/looped-output.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { memoryFlat } from '../steps/memory-flat.ts';
import { metrics } from '../steps/metrics.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';

/** Both services have loaded all of their code and reached their working size. */
const WARM_S = 60;
/** Memory is read this long before the end, while the stream is still running. */
const BEFORE_END_S = 5;
/** Sockets of requests that are under way when the files are counted. */
const OPEN_FILES_GROWTH = 8;
/** Measuring takes half a second for each second of media at most. */
const MEASURE_SHARE = 0.5;
const MAX_AV_OFFSET_MS = 10;

/**
 * A clip in a loop for a long time: memory and open files stay flat, the ledger is exact, and the A/V offset stays within
 * 10 ms from the first loop to the last.
 *
 * @param minutes length of the stream, at least 2
 */
export function soak(minutes: number): DubbingScenarioDefinition {
  const loopS = minutes * 60;
  const lastS = loopS - BEFORE_END_S;
  return defineDubbingScenario({
    id: 'soak',
    title: `Loop a clip for ${minutes} minutes: memory, open files, ledger and A/V offset stay as at the start`,
    tags: ['long'],
    fixture: '30s-counting-english',
    segmentS: 6,
    domainHints: ['numbers'],
    loopS,
    steps: [
      environmentSetup({ withinMs: 60_000 }),
      mediamtxReceivedStream({ withinMs: 10_000 }),
      workerConnected({ withinMs: 10_000 }),
      memoryFlat({
        atS: [WARM_S, Math.round((WARM_S + lastS) / 2), lastS],
        maxGrowth: 0.2,
        maxOpenFilesGrowth: OPEN_FILES_GROWTH,
      }),
      streamEnded({ withinMs: 120_000 }),
      loopedOutput({
        ...{ clipS: 30, durationToleranceMs: 500, maxDriftMs: 2 },
        withinMs: Math.max(300, loopS * MEASURE_SHARE) * 1000,
      }),
      metrics({ maxAvOffsetMs: MAX_AV_OFFSET_MS }),
    ],
  });
}
