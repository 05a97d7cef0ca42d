import { z } from 'zod';
import { blockedLoop } from '../../facts/event-loop.ts';
import { machineTrouble, starvedDelays } from '../../facts/machine-facts.ts';
import { pausedProcess } from '../../facts/paused-process.ts';
import type { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { isSilent, serviceTrouble } from '../../facts/service-life.ts';
import { resultRef, type SentFragment, type StsResult, stsExchange } from '../../facts/sts-exchange.ts';
import { fallbacks } from '../../facts/worker-errors.ts';
import { nowMs } from '../../facts/worker-progress.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

const DEFAULT_TIMEOUT_MS = 8000;

interface Late {
  readonly sent: SentFragment;
  /** `undefined`: never answered. */
  readonly result: StsResult | undefined;
  readonly afterMs: number;
}

/** Results arrive after the time limit of the worker, or not at all. */
export const stsTooSlow = defineCause({
  code: 'STS_TOO_SLOW',
  title: 'The STS service answers after the deadline',
  boundary: 'result',
  class: 'PRODUCT',
  meaning:
    'The STS service needs longer for a fragment than the session allows (timeout_ms of stream:init), or does not answer it at all. By then the segment has been aired with its original audio.',
  evidenceFor: [
    'time from fragment:data to its result',
    'fallbacks with the reason timeout',
    'results with the code TIMEOUT',
  ],
  evidenceAgainst: [
    'a blocked event loop, a stopped process or an overloaded machine',
    'a session that was lost',
  ],
  fix: 'Speed up the slowest stage (sts_stage_seconds_sum), add capacity to the STS service, or raise WORKER_STS_TIMEOUT_MS of media-service.',
  confirm: ['curl -s <sts-service>/metrics | grep sts_stage_seconds_sum'],
  find(facts): CauseFinding | undefined {
    const limitMs = timeoutMs(facts);
    const late = lateFragments(facts, limitMs);
    const [first, ...others] = late;
    if (first === undefined || isExplained(facts)) return undefined;
    const { sent } = stsExchange(facts);
    const how = describeResults(late);
    const timeouts = fallbacks(facts).filter(({ reason }) => reason === 'timeout');
    return {
      summary: `The STS service is too slow: ${late.length} of ${sent.length} fragments ${how}; the limit is ${(limitMs / 1000).toFixed(1)} s.`,
      evidence: [
        refOf(first),
        ...others.slice(0, 1).map(refOf),
        ...timeouts.slice(0, 1).map(({ ref }) => ref),
      ],
      certainty: 'certain',
    };
  },
});

/** A service that gives up reports the code TIMEOUT, shortly before the limit. */
function describeResults(late: readonly Late[]): string {
  if (late.every(({ result }) => result === undefined)) return 'got no result';
  const slowestMs = Math.max(...late.map(({ afterMs }) => afterMs));
  const slowest = `the slowest after ${(slowestMs / 1000).toFixed(1)} s`;
  const isGivenUp = late.every(({ result }) => result?.error?.code === 'TIMEOUT');
  return isGivenUp ? `failed with TIMEOUT, ${slowest}` : `got their result after the deadline, ${slowest}`;
}

function timeoutMs(facts: PipelineFacts): number {
  const [init] = stsExchange(facts).inits;
  const schema = z.looseObject({ payload: z.looseObject({ timeout_ms: z.number() }) });
  return schema.safeParse(init?.data).data?.payload.timeout_ms ?? DEFAULT_TIMEOUT_MS;
}

/** Only of the sessions that were not lost: a lost one answers nothing. */
function lateFragments(facts: PipelineFacts, limitMs: number): readonly Late[] {
  const { sent, results } = stsExchange(facts);
  return sent.flatMap((fragment): Late[] => {
    const result = results.find(({ id }) => id === fragment.id);
    const afterMs = (result?.event.atMs ?? nowMs(facts)) - fragment.event.atMs;
    const isTimeout = result?.error?.code === 'TIMEOUT';
    return afterMs > limitMs || isTimeout ? [{ sent: fragment, result, afterMs }] : [];
  });
}

function isExplained(facts: PipelineFacts): boolean {
  const lost = fallbacks(facts).some(({ reason }) => reason === 'disconnected');
  return (
    lost ||
    machineTrouble(facts) !== undefined ||
    starvedDelays(facts).length > 0 ||
    pausedProcess(facts) !== undefined ||
    blockedLoop(facts) !== undefined ||
    isSilent(facts, 'sts-service') ||
    serviceTrouble(facts, 'media-service') !== undefined
  );
}

function refOf({ sent, result, afterMs }: Late) {
  const seconds = (afterMs / 1000).toFixed(1);
  if (result === undefined)
    return observationRef(sent.event, `fragment:data ${sent.sequence}: no result for ${seconds} s`);
  const code = result.error === undefined ? '' : ` (${result.error.code})`;
  return resultRef(result, `${seconds} s after fragment:data${code}`);
}
