import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { stackPlace } from '../../facts/stack-place.ts';
import { loggedErrors, type WorkerError } from '../../facts/worker-errors.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** Codes that media-service gives to failures it foresees, and codes of the operating system. */
const FORESEEN = /^(?!ERR_|UNKNOWN$)[A-Z]+[A-Z0-9]*(_[A-Z0-9]+)*$/;

/** The worker threw an error that media-service does not foresee. */
export const workerFailed = defineCause({
  code: 'WORKER_FAILED',
  title: 'The worker failed with an unexpected error',
  boundary: 'media-service',
  class: 'PRODUCT',
  meaning:
    'The worker of the stream ended with an error that its code does not foresee, such as a TypeError: a defect of media-service. The stream is not dubbed any further.',
  evidenceFor: ['"worker failed" in the log of media-service, with an error without a code of its own'],
  evidenceAgainst: ['an error with a code: a missing recording, an ffmpeg that failed, a refused source'],
  fix: 'Correct media-service where the stack of the logged error points.',
  confirm: ['pnpm scenario show <run> --logs media-service | grep "worker failed"'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const error = loggedErrors(facts, /^worker failed/).find(isUnforeseen) ?? reportedFailure(facts);
    if (error === undefined) return undefined;
    const place = stackPlace(facts, error.ref.seq);
    const type = error.type === undefined ? '' : `${error.type}: `;
    return {
      summary: `The worker of the stream ${facts.setup?.streamId ?? ''} failed with an unexpected error: ${type}${error.message}`,
      evidence: [error.ref],
      certainty: 'certain',
      ...(place !== undefined && { fix: `Correct ${place}, where the error was thrown.` }),
    };
  },
});

function isUnforeseen({ code, type }: Pick<WorkerError, 'code' | 'type'>): boolean {
  return type !== 'FfmpegError' && (code === undefined || !FORESEEN.test(code));
}

/** From the status of the stream, where the log cannot be read. */
function reportedFailure(facts: PipelineFacts): Pick<WorkerError, 'type' | 'message' | 'ref'> | undefined {
  const failed = facts.workerStates.find(({ data }) => data.state === 'failed');
  const error = failed?.data.lastError;
  if (failed === undefined || error === undefined || FORESEEN.test(error.code)) return undefined;
  const { message } = error;
  return { type: undefined, message, ref: observationRef(failed.event, `worker failed: ${message}`) };
}
