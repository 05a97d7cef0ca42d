import type { PipelineFacts } from './pipeline-facts.ts';
import { type StsResult, stsExchange } from './sts-exchange.ts';

/** A stage of the STS service that has a boundary of its own. */
export type Stage = 'asr' | 'translation' | 'tts';

/**
 * How results failed:
 *
 * - `rate-limited`: a provider refused because of too many requests
 * - `timed-out`: the time limit of the session was over
 * - `now-and-then`: some failed, and later ones did not
 * - `stage`: from some result on each one failed, in the same stage
 * - `other`: each one failed, in no known stage
 */
export interface FailedResults {
  readonly kind: 'rate-limited' | 'timed-out' | 'now-and-then' | 'stage' | 'other';
  readonly stage: Stage | undefined;
  readonly failed: readonly [StsResult, ...StsResult[]];
  readonly all: readonly StsResult[];
}

const RATE_LIMIT_CODE = /^RATE_LIMIT/;
const RATE_LIMIT_TEXT = /\b429\b|rate.?limit|too many requests/i;
const STAGES: readonly (readonly [Stage, RegExp])[] = [
  ['asr', /^asr/i],
  ['translation', /^(translat|unsupported_language)/i],
  ['tts', /^(tts|encode|duration_mismatch)/i],
];

/** How the results failed; `undefined` when none did. A set of results failed in exactly one way. */
export function failedResults(facts: PipelineFacts): FailedResults | undefined {
  const { results: all } = stsExchange(facts);
  const [first, ...others] = all.filter(({ status }) => status === 'failed');
  if (first === undefined) return undefined;
  const failed = [first, ...others] as const;
  const stage = commonStage(failed);
  const result = { failed, all, stage };
  if (failed.some(isRateLimited)) return { ...result, kind: 'rate-limited' };
  if (failed.some(({ error }) => error?.code === 'TIMEOUT')) return { ...result, kind: 'timed-out' };
  const sinceFirst = all.slice(all.indexOf(first));
  if (sinceFirst.some(({ status }) => status !== 'failed')) return { ...result, kind: 'now-and-then' };
  return { ...result, kind: stage === undefined ? 'other' : 'stage' };
}

function isRateLimited({ error }: StsResult): boolean {
  return error !== undefined && (RATE_LIMIT_CODE.test(error.code) || RATE_LIMIT_TEXT.test(error.message));
}

function commonStage(failed: readonly StsResult[]): Stage | undefined {
  const stages = new Set(failed.map(stageOf));
  const [stage] = stages;
  return stages.size === 1 ? stage : undefined;
}

/** The stage that an error names, or else the one that its code belongs to. */
function stageOf({ error }: StsResult): Stage | undefined {
  for (const text of [error?.stage, error?.code]) {
    const found = STAGES.find(([, pattern]) => text !== undefined && pattern.test(text));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

/** `2 of 5 results failed; the first: MODEL_ERROR: out of memory`. */
export function describeFailed({ failed, all }: FailedResults): string {
  const [{ error }] = failed;
  const why = error === undefined ? 'no reason given' : `${error.code}: ${error.message}`;
  return `${failed.length} of ${all.length} results failed, the first with ${why}`;
}
