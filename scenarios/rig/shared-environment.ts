import type { RunContext } from '../../harness/engine/index.ts';
import {
  createEnvironment,
  type ScenarioOptions,
  type StartedEnvironment,
} from '../../harness/environments/index.ts';
import { MetricsScraper, sampleMetrics } from '../../harness/metrics/index.ts';
import { Reaper } from '../../harness/processes/index.ts';
import type { DubbingPlan } from './dubbing-plan.ts';

const METRICS_EVERY_MS = 1000;

/** The pipeline of a run, in which all of its streams are. */
export class SharedEnvironment {
  readonly #run: RunContext;
  readonly #plan: DubbingPlan;
  readonly #options: ScenarioOptions;
  #reaper: Reaper | undefined;
  #started: Promise<StartedEnvironment> | undefined;

  constructor(run: RunContext, plan: DubbingPlan, options: ScenarioOptions) {
    this.#run = run;
    this.#plan = plan;
    this.#options = options;
  }

  /** Ends the run's child processes when the harness is gone; started when it is needed first. */
  get reaper(): Reaper {
    if (this.#reaper === undefined) {
      const reaper = new Reaper();
      this.#run.defer('end the reaper', () => reaper.stop());
      this.#reaper = reaper;
    }
    return this.#reaper;
  }

  /** Starts it; once, whoever asks first. From then on its metrics are in the event log. */
  async start(signal: AbortSignal): Promise<StartedEnvironment> {
    this.#started ??= this.#start(signal).catch((error: unknown) => {
      // A step that is tried again starts another.
      this.#started = undefined;
      throw error;
    });
    return await this.#started;
  }

  async #start(signal: AbortSignal): Promise<StartedEnvironment> {
    const started = await createEnvironment(this.#options, this.#plan).start(this.#run, this.reaper, signal);
    const { mediaServiceUrl, stsUrl } = started.endpoints;
    const sample = (service: string, url: string): void =>
      sampleMetrics(this.#run, service, new MetricsScraper(`${url}/metrics`), METRICS_EVERY_MS);
    sample('media-service', mediaServiceUrl);
    sample('sts-service', stsUrl);
    return started;
  }
}
