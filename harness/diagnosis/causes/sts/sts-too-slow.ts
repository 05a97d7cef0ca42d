import { z } from 'zod';
import { inCheckout } from '../../facts/checkout.ts';
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
      ...fixOf(facts, late),
    };
  },
});

const SETTINGS: Readonly<Record<string, string>> = {
  asr: 'STS_ASR',
  translation: 'STS_TRANSLATOR',
  tts: 'STS_TTS',
};
const timingsSchema = z.looseObject({
  payload: z.looseObject({ stage_timings: z.record(z.string(), z.number()) }),
});
/** Stages that took a smaller share of the time are not what made the result late. */
const SLOW_SHARE = 0.5;

/** The stage that the results name as unfinished, or the time that the stages took, as the results report it. */
function fixOf(facts: PipelineFacts, late: readonly Late[]): Pick<CauseFinding, 'fix'> {
  const stages = late.flatMap(({ result }) => result?.error?.stage ?? []);
  // A fragment waits in the queue for those before it.
  const unfinished = new Set(stages.filter((name) => name !== 'queue'));
  const [stage] = unfinished;
  const setting = unfinished.size === 1 ? SETTINGS[stage ?? ''] : undefined;
  if (setting !== undefined)
    return {
      fix: `Speed up the stage ${stage}, which the results name as unfinished: set its provider (${setting} of the STS service) to a faster one, give it more processors, or raise WORKER_STS_TIMEOUT_MS of media-service.`,
    };
  for (const { result, afterMs } of late) {
    const timings = timingsSchema.safeParse(result?.event.data).data?.payload.stage_timings;
    const entries = Object.entries(timings ?? {}).toSorted(([, a], [, b]) => b - a);
    const [slowest] = entries;
    if (slowest === undefined) continue;
    const list = entries.map(([name, ms]) => `${name.replace(/_ms$/, '')} ${Math.round(ms)} ms`).join(', ');
    const sumMs = entries.reduce((sum, [, ms]) => sum + ms, 0);
    if (sumMs < afterMs * SLOW_SHARE)
      return {
        fix: `The stages are fast (${list} of ${(afterMs / 1000).toFixed(1)} s), so correct what holds a fragment before them or its result after them: the queue or the order of the session${inCheckout(facts, 'services/sts-service/session/result-sequencer.ts, services/sts-service/session/stream-session.ts')}, STS_CONCURRENCY, or a proxy.`,
      };
    return {
      fix: `Speed up the slowest stage (${list}), add capacity to the STS service, or raise WORKER_STS_TIMEOUT_MS of media-service.`,
    };
  }
  return {};
}

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
