import { errorMessage } from '../../../lib/error-message.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import { failureCode } from './failure-code.ts';
import type { Stage } from './fragment-processor.ts';
import { StageError } from './stage-error.ts';

/** Runs the stages of one fragment, and keeps how long each took. */
export class StageClock {
  readonly #onStage: (stage: Stage) => void;
  readonly #metrics: StsMetrics;
  readonly #timings = new Map<Stage, number>();

  constructor(onStage: (stage: Stage) => void, metrics: StsMetrics) {
    this.#onStage = onStage;
    this.#metrics = metrics;
  }

  /** @throws {StageError} with the stage's code, when `work` fails */
  async time<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    this.#onStage(stage);
    const startedMs = performance.now();
    try {
      return await work();
    } catch (error) {
      const message = errorMessage(error);
      throw new StageError(failureCode(stage, error), stage, message, error);
    } finally {
      const tookMs = performance.now() - startedMs;
      this.#timings.set(stage, Math.round(tookMs * 10) / 10);
      this.#metrics.stage.observe({ stage }, tookMs / 1000);
    }
  }

  /** The stages that ran, as `{queue_ms: 0.1, …}`: those of `stages` only. */
  timings(...stages: Stage[]): Record<string, number> {
    const ran = stages.flatMap((stage) => {
      const ms = this.#timings.get(stage);
      return ms === undefined ? [] : [[`${stage}_ms`, ms] as const];
    });
    return Object.fromEntries(ran);
  }
}
