import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const stsErrors = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-errors',
  title: 'Five errors in a row open the breaker; one probe closes it',
  needsDistinctDub: true,
  fixture: '30s-counting-english',
  // Open for two segments: it opens 0.5 s after the end of a segment and is probed 1 s before the end of another.
  services: { ...FAULT_API_ON, 'media-service': { WORKER_BREAKER_OPEN_S: '4.5' } },
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('STS answers five fragments in a row with an error', [
      { kind: 'error', when: { nth: 2 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 3 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 4 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 5 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 6 }, code: 'MODEL_ERROR' },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      audio: ['dubbed', ...Array(7).fill('original'), ...Array(7).fill('dubbed')],
    }),
    ledger({ fallback: { failed: 5, breaker_open: 2 }, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
