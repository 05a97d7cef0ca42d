import type { RunContext } from '../../harness/engine/index.ts';
import {
  createEnvironment,
  DOCUMENTED_PROFILE,
  type ScenarioOptions,
  type StartedEnvironment,
} from '../../harness/environments/index.ts';
import { sampleMachine } from '../../harness/machine/index.ts';
import { samplePaths } from '../../harness/mediamtx/index.ts';
import { MetricsScraper, sampleMetrics } from '../../harness/metrics/index.ts';
import { Reaper, sampleProcesses } from '../../harness/processes/index.ts';
import type { DubbingPlan } from './dubbing-plan.ts';
import { workerMetricsScraper } from './worker-metrics.ts';

const METRICS_EVERY_MS = 1000;

/** The pipeline of a run, which all of its streams use. */
export class SharedEnvironment {
  readonly #run: RunContext;
  readonly #plan: DubbingPlan;
  readonly #options: ScenarioOptions;
  readonly #streamIds = new Set<string>();
  #reaper: Reaper | undefined;
  #sampled = false;
  #starting: Promise<StartedEnvironment> | undefined;
  #started: StartedEnvironment | undefined;

  constructor(run: RunContext, plan: DubbingPlan, options: ScenarioOptions) {
    this.#run = run;
    this.#plan = plan;
    this.#options = options;
  }

  /** Ends the run's child processes when the harness has died. Started at first use. */
  get reaper(): Reaper {
    if (this.#reaper === undefined) {
      const reaper = new Reaper();
      this.#run.defer('end the reaper', () => reaper.stop());
      this.#reaper = reaper;
    }
    return this.#reaper;
  }

  /** The environment, once it has started. */
  get started(): StartedEnvironment | undefined {
    return this.#started;
  }

  /**
   * Starts it at the first call. From then on its state and metrics are in the event log.
   *
   * @param stream a stream that is going to use it, and hints about its speech
   */
  async start(
    { streamId, domainHints }: { readonly streamId: string; readonly domainHints: readonly string[] },
    signal: AbortSignal,
  ): Promise<StartedEnvironment> {
    this.#streamIds.add(streamId);
    this.#starting ??= this.#start(domainHints, signal).catch((error: unknown) => {
      // A retry of the step starts another.
      this.#starting = undefined;
      throw error;
    });
    this.#started = await this.#starting;
    return this.#started;
  }

  async #start(domainHints: readonly string[], signal: AbortSignal): Promise<StartedEnvironment> {
    this.#sampleMachine();
    const plan = { ...this.#plan, domainHints, streamIds: this.#streamIds };
    const started = await createEnvironment(this.#options, plan).start(this.#run, this.reaper, signal);
    const { mediamtxApiUrl, mediaServiceUrl, stsUrl } = started.endpoints;
    const { metrics } = started.profile ?? DOCUMENTED_PROFILE;
    samplePaths(this.#run, mediamtxApiUrl, (path) =>
      [...this.#streamIds].some((streamId) => path.includes(streamId)),
    );
    const worker = workerMetricsScraper(mediaServiceUrl, metrics);
    sampleMetrics(this.#run, 'media-service', worker, METRICS_EVERY_MS);
    sampleMetrics(this.#run, 'sts-service', new MetricsScraper(`${stsUrl}/metrics`), METRICS_EVERY_MS);
    return started;
  }

  /** Before the environment starts, so that a start that fails has been observed. */
  #sampleMachine(): void {
    // A retry starts the environment again.
    if (this.#sampled) return;
    this.#sampled = true;
    sampleMachine(this.#run);
    sampleProcesses(this.#run, this.reaper, () =>
      (this.#started?.services ?? []).flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }])),
    );
  }
}
