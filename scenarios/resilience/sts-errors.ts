import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const stsErrors = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-errors',
  title: 'Five errors in a row open the breaker, one probe closes it',
  tellsDubbedFromOriginal: true,
  fixture: '30s-counting-english',
  // Open for two windows: it opens half a second after a window's end, and is tried again one second before another's.
  services: { ...FAULT_API_ON, 'media-service': { WORKER_BREAKER_OPEN_S: '4.5' } },
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('The STS service answers five fragments in a row with an error', [
      { kind: 'error', when: { nth: 2 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 3 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 4 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 5 }, code: 'MODEL_ERROR' },
      { kind: 'error', when: { nth: 6 }, code: 'MODEL_ERROR' },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      heard: ['dubbed', ...Array(7).fill('original'), ...Array(7).fill('dubbed')],
    }),
    ledger({ fallback: { failed: 5, breaker_open: 2 }, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
