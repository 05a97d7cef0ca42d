import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { publishingFault } from '../facts/output-publishing.ts';
import type { PipelineFacts } from '../facts/pipeline-facts.ts';
import { logRef, observationRef } from '../facts/run-facts.ts';
import { pathStates, workerStarted } from '../facts/stream-facts.ts';
import type { Boundary } from './boundary.ts';
import { failedChecks, nothingIn, ok, unseen, wrong } from './observed.ts';
import { stepRef } from './source.ts';

const CONTENT_CHECKS = [
  'live-video-codec',
  'live-audio-codec',
  'output-video-codec',
  'output-audio-codec',
  'output-duration',
  'audio-start-offset',
  'audio-end-offset',
  'video-packet-gap-max',
  'audio-packet-gap-max',
  'frame-size',
  'playback-speed-error',
  'frame-jitter-max',
  'frames-missing-start',
  'frames-dropped',
  'frames-missing-end',
  'frames-changed',
  'frames-repeated',
  'frames-inserted',
  'segment-audio',
  'segment-audio-runs',
  'channel-audio',
  'audio-mismatch-max',
  'loudness-error-max',
  'original-bleed-through',
  'av-offset-measured',
  'av-offset-max',
  'av-drift',
  'output-publications',
  'seam-repeated',
  'seam-audio-shift',
  'seam-timestamp-shift',
];

/** The worker publishes the dubbed stream. */
export const workerOutput: Boundary = {
  id: 'worker-output',
  title: 'worker output',
  proofIn: 'segments, dubbed or with their original audio',
  proofOut: 'the output is on air, with every frame of the clip and the audio of each segment at its time',
  sources: ['media-service log', 'status of the stream', 'checks of step 5'],
  observe(facts) {
    if (workerStarted(facts) === undefined) return nothingIn();
    const checks = failedChecks(facts, CONTENT_CHECKS);
    if (checks.length > 0) return wrong({ in: 'segments', out: checks[0]?.text, evidence: checks });
    const step = facts.step('output-stream');
    const [onAir] = facts.logs({ source: 'media-service', message: /^output is on air$/ });
    if (step?.status === 'passed')
      return ok({
        in: 'segments',
        out: 'the dubbed clip',
        evidence: onAir === undefined ? [] : [logRef(onAir)],
      });
    const fault = publishingFault(facts);
    if (fault?.kind === 'again') return wrong({ in: 'segments', out: fault.text, evidence: fault.evidence });
    const refused = refusal(facts);
    if (refused !== undefined) return ok({ in: 'segments', out: 'sent to MediaMTX', evidence: [refused] });
    if (onAir !== undefined && pathStates(facts, facts.outPath).length > 0)
      return ok({ in: 'segments', out: onAir.message, evidence: [logRef(onAir)] });
    const ready = pathStates(facts, facts.outPath).find(({ data }) => data.ready);
    // Some of its checks could not be made, and none failed.
    if (ready !== undefined && step?.error?.code === 'NOT_MEASURED') {
      const text = `${ready.data.name} was ready`;
      return ok({ in: 'segments', out: text, evidence: [observationRef(ready.event, text)] });
    }
    if (step === undefined || step.status === 'not-run' || step.status === 'skipped') return unseen();
    return wrong({
      in: 'segments',
      out: onAir === undefined ? 'not on air' : 'published, not on its path',
      evidence: [stepRef(facts, step.id)],
    });
  },
};

/** Evidence that MediaMTX does not accept what the worker sends. */
function refusal(facts: PipelineFacts): EvidenceRef | undefined {
  const fault = publishingFault(facts);
  return fault?.kind === 'refused' ? fault.evidence[0] : undefined;
}

/** MediaMTX receives the output. */
export const output: Boundary = {
  id: 'output',
  title: 'MediaMTX out',
  proofIn: 'packets of the worker',
  proofOut: 'the path is listed and ready, and a reader receives a packet',
  sources: ['MediaMTX API', 'MediaMTX log', 'probe of the output'],
  observe(facts) {
    const refused = refusal(facts);
    if (refused !== undefined)
      return wrong({ in: 'packets of the worker', out: refused.text, evidence: [refused] });
    const states = pathStates(facts, facts.outPath);
    const ready = states.find(({ data }) => data.ready);
    if (ready !== undefined)
      return ok({
        out: `${ready.data.name} was ready`,
        evidence: [observationRef(ready.event, `${ready.data.name}: ready`)],
      });
    const step = facts.step('output-stream');
    if (step === undefined || step.status === 'not-run' || step.status === 'skipped') return nothingIn();
    if (step.status === 'passed') return ok({ out: 'on air' });
    const [onAir] = facts.logs({ source: 'media-service', message: /^output is on air$/ });
    return onAir === undefined
      ? nothingIn()
      : wrong({
          in: onAir.message,
          out: `${facts.outPath} was never ready`,
          evidence: [logRef(onAir), stepRef(facts, step.id)],
        });
  },
};

const CAPTURE_ERRORS = ['CAPTURE_MISSING', 'OUTPUT_NOT_RECORDED', 'PUBLICATION_UNKNOWN'];

/** The harness captures the output. */
export const capture: Boundary = {
  id: 'capture',
  title: 'capture',
  proofIn: 'the output on air',
  proofOut: 'a file that can be decoded',
  sources: ['step 5'],
  observe(facts) {
    const step = facts.step('output-stream');
    if (step === undefined || step.status === 'not-run' || step.status === 'skipped') return nothingIn();
    if (step.error !== undefined && CAPTURE_ERRORS.includes(step.error.code))
      return wrong({ in: 'output', out: step.error.message, evidence: [stepRef(facts, step.id)] });
    return facts.evidence('captured-output') === undefined
      ? nothingIn()
      : ok({ in: 'output', out: 'captured' });
  },
};

const MEASUREMENT_CHECKS = [
  'worker-visible-after',
  'worker-counter-statuses',
  'counter-processed',
  'counters-not-processed',
  'counters-sum',
  'fragments-in-flight',
  'av-offset-reported',
  'av-offset-disagreement',
];

/** What the worker reports about itself is what was observed. */
export const measurement: Boundary = {
  id: 'measurement',
  title: 'measurement',
  proofIn: 'the capture, the observed fragments, and the metrics of the worker',
  proofOut: 'the counters of the worker agree with what was observed',
  sources: ['metrics', 'checks of steps 2 and 6'],
  observe(facts) {
    const checks = failedChecks(facts, MEASUREMENT_CHECKS);
    if (checks.length > 0) return wrong({ in: 'metrics', out: checks[0]?.text, evidence: checks });
    const failed = ['worker-connected', 'metrics']
      .map((id) => facts.step(id))
      .find((step) => step?.status === 'failed' || step?.status === 'timed-out');
    if (failed !== undefined)
      return workerStarted(facts) === undefined
        ? nothingIn()
        : wrong({
            in: 'metrics',
            out: failed.error?.message.split('\n', 1)[0],
            evidence: [stepRef(facts, failed.id)],
          });
    const step = facts.step('metrics');
    return step?.status === 'passed' ? ok({ in: 'metrics', out: 'the counters agree' }) : unseen();
  },
};
