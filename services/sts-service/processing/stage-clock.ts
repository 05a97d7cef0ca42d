import { errorMessage } from '../../../lib/error-message.ts';
import type { StsErrorCode } from '../../contracts/sts-error-code.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import { RemoteProviderError } from '../providers/remote/remote-service.ts';
import type { Stage } from './fragment-processor.ts';

/** A stage failed. */
export class StageError extends Error {
  readonly code: StsErrorCode;
  readonly stage: Stage;

  constructor(code: StsErrorCode, stage: Stage, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StageError';
    this.code = code;
    this.stage = stage;
  }
}

/** Runs the stages of one fragment and measures their durations. */
export class StageClock {
  readonly #onStage: (stage: Stage) => void;
  readonly #metrics: StsMetrics;
  readonly #timings = new Map<Stage, number>();

  constructor(onStage: (stage: Stage) => void, metrics: StsMetrics) {
    this.#onStage = onStage;
    this.#metrics = metrics;
  }

  /** @throws {StageError} with the error code of the stage, when `work` fails */
  async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    this.#onStage(stage);
    const startedMs = performance.now();
    try {
      return await work();
    } catch (error) {
      throw new StageError(failureCode(stage, error), stage, errorMessage(error), error);
    } finally {
      const durationMs = performance.now() - startedMs;
      this.#timings.set(stage, Math.round(durationMs));
      this.#metrics.stage.observe({ stage }, durationMs / 1000);
    }
  }

  /** Durations of those of `stages` that have run, in whole ms, as `{queue_ms: 1, …}`. */
  timings(...stages: Stage[]): Record<string, number> {
    const entries = stages.flatMap((stage) => {
      const ms = this.#timings.get(stage);
      return ms === undefined ? [] : [[`${stage}_ms`, ms] as const];
    });
    return Object.fromEntries(entries);
  }
}

const CODE_OF_STAGE: Record<Stage, StsErrorCode> = {
  queue: 'MODEL_ERROR',
  decode: 'INVALID_AUDIO_FORMAT',
  asr: 'ASR_FAILED',
  translation: 'TRANSLATION_FAILED',
  tts: 'TTS_SYNTHESIS_FAILED',
  encode: 'TTS_SYNTHESIS_FAILED',
  echo: 'MODEL_ERROR',
};

/** The error code for a failed stage: a retryable one where a retry can help. */
function failureCode(stage: Stage, error: unknown): StsErrorCode {
  const failure = error instanceof RemoteProviderError ? error.failure : undefined;
  if (failure === 'rate-limited') return 'RATE_LIMIT_EXCEEDED';
  if (failure === 'unavailable')
    return stage === 'translation' ? 'TRANSLATION_API_UNAVAILABLE' : 'MODEL_ERROR';
  return CODE_OF_STAGE[stage];
}
