import { randomBytes } from 'node:crypto';
import { HarnessError, type RunContext } from '../../harness/engine/index.ts';
import type { StartedEnvironment } from '../../harness/environments/index.ts';
import { ProcessEnvironment, type ScenarioOptions } from '../../harness/environments/index.ts';
import type { DecodedMedia, StreamPublisher } from '../../harness/media/index.ts';
import type { MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { MetricsScraper } from '../../harness/metrics/index.ts';
import { Reaper } from '../../harness/processes/index.ts';
import type { StsMonitor } from '../../harness/socketio/index.ts';
import { pathOf } from '../../services/contracts/stream-id.ts';
import { SoundCache } from '../evidence/sound-cache.ts';
import type { OutputWatch } from './output-watch.ts';

/** What a dubbing scenario tests with. */
export interface DubbingPlan {
  /** Name of the clip in `fixtures/`. */
  readonly fixture: string;
  /** Length of the worker's segments. */
  readonly segmentS: number;
  /** What the STS service is told about the speech. */
  readonly domainHints: readonly string[];
}

/** What step 0 brings to life for the others. */
export interface LivePipeline {
  readonly environment: StartedEnvironment;
  readonly publisher: StreamPublisher;
  readonly monitor: StsMonitor;
  readonly output: OutputWatch;
  readonly mediamtx: MediamtxClient;
  readonly workerMetrics: MetricsScraper;
  readonly stsMetrics: MetricsScraper;
}

/** A step needs the pipeline, and no step has started it. */
class PipelineNotStartedError extends HarnessError {
  constructor() {
    super('the pipeline has not been started: the step environment-setup must come first', {
      code: 'PIPELINE_NOT_STARTED',
      fault: 'HARNESS',
    });
  }
}

/** What the steps of a dubbing scenario share. */
export class DubbingRig {
  readonly run: RunContext;
  readonly plan: DubbingPlan;
  readonly options: ScenarioOptions;
  readonly streamId: string;
  readonly reaper: Reaper;
  readonly sounds: SoundCache;
  #environment: Promise<StartedEnvironment> | undefined;
  #live: LivePipeline | undefined;

  constructor(run: RunContext, plan: DubbingPlan, options: ScenarioOptions) {
    this.run = run;
    this.plan = plan;
    this.options = options;
    this.sounds = new SoundCache(run.folder, run.signal);
    this.streamId = options.streamId ?? `run-${randomBytes(4).toString('hex')}`;
    run.defer('end the reaper', () => this.reaper.stop());
    this.reaper = new Reaper();
  }

  /** Name or path of the clip. */
  get fixtureName(): string {
    return this.options.fixture ?? this.plan.fixture;
  }

  get inPath(): string {
    return pathOf(this.streamId, 'in');
  }

  get outPath(): string {
    return pathOf(this.streamId, 'out');
  }

  /** Starts the environment; once, whoever asks first. */
  async startEnvironment(signal: AbortSignal): Promise<StartedEnvironment> {
    this.#environment ??= new ProcessEnvironment({
      ports: this.options.ports,
      sts: this.options.sts,
      segmentS: this.plan.segmentS,
      domainHints: this.plan.domainHints,
      keep: this.options.keepEnvironment,
    }).start(this.run, this.reaper, signal);
    return await this.#environment;
  }

  /** @throws {HarnessError} PIPELINE_NOT_STARTED before step 0 has ended */
  get live(): LivePipeline {
    if (this.#live === undefined) throw new PipelineNotStartedError();
    return this.#live;
  }

  /** The output's picture and sound as they were decoded while it was on air; `undefined` when nothing was live. */
  get decodedOutput(): Promise<DecodedMedia> | undefined {
    return this.#live?.output.decoded;
  }

  goLive(pipeline: LivePipeline): void {
    this.#live = pipeline;
  }
}
