import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const stsTimeout = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-timeout',
  title: 'One answer takes 9 s: the output waits, airs that window as it came, and goes on dubbed',
  tellsDubbedFromOriginal: true,
  services: FAULT_API_ON,
  // The output stands still for nearly 8 s.
  capture: 'reader',
  leadInS: 6,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    // It takes half a second to dub one.
    stsFaults('The STS service takes 9 s for one of the fragments', [
      { kind: 'delay', when: { sequence: 4 }, delay_ms: 8500 },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 60_000 }),
    outputStream({ durationToleranceMs: 500, heard: ['dubbed', 'original', 'dubbed', 'dubbed', 'dubbed'] }),
    ledger({ fallback: { timeout: 1 }, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
