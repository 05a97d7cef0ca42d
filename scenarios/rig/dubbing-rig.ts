import { randomBytes } from 'node:crypto';
import { HarnessError, type RunContext } from '../../harness/engine/index.ts';
import {
  createEnvironment,
  DOCUMENTED_PROFILE,
  type PipelineProfile,
  type ScenarioOptions,
  type ServiceSettings,
  type StartedEnvironment,
} from '../../harness/environments/index.ts';
import type { DecodedMedia, StreamPublisher } from '../../harness/media/index.ts';
import type { MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { MetricsScraper } from '../../harness/metrics/index.ts';
import { Reaper } from '../../harness/processes/index.ts';
import type { StsMonitorOptions, StsObserver } from '../../harness/socketio/index.ts';
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
  /** Settings of single services beside those that every run gives them. */
  readonly services?: ServiceSettings;
  /**
   * How the output is captured, where it is recorded: by default as that recording. MediaMTX's recorder begins anew,
   * and loses two seconds, when an output stands still for more than 5 s; a reader does not, but joins late.
   */
  readonly capture?: 'recording' | 'reader';
  /** Length of the slate before the clip, for a reader that joins late, when the caller asks for none. */
  readonly leadInS?: number;
}

/** What step 0 brings to life for the others. */
export interface LivePipeline {
  readonly environment: StartedEnvironment;
  readonly publisher: StreamPublisher;
  readonly observer: StsObserver;
  /** Why the observer sees nothing, where a pipeline does not let itself be observed, and what to do. */
  readonly unobserved?: string | undefined;
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
  readonly sounds: SoundCache;
  #reaper: Reaper | undefined;
  #environment: Promise<StartedEnvironment> | undefined;
  #profile = DOCUMENTED_PROFILE;
  #leaveOut: readonly string[] = [];
  #live: LivePipeline | undefined;

  constructor(run: RunContext, plan: DubbingPlan, options: ScenarioOptions) {
    this.run = run;
    this.plan = plan;
    this.options = options;
    this.sounds = new SoundCache(run.folder, run.signal);
    this.streamId = options.streamId ?? `run-${randomBytes(4).toString('hex')}`;
  }

  /** Name or path of the clip. */
  get fixtureName(): string {
    return this.options.fixture ?? this.plan.fixture;
  }

  /** Ends the run's child processes when the harness is gone; started when it is needed first. */
  get reaper(): Reaper {
    if (this.#reaper === undefined) {
      const reaper = new Reaper();
      this.run.defer('end the reaper', () => reaper.stop());
      this.#reaper = reaper;
    }
    return this.#reaper;
  }

  /** What the pipeline calls its things, once its environment is there. */
  get profile(): PipelineProfile {
    return this.#profile;
  }

  /** Checks that the pipeline is not held to, as `step/check`. */
  get leaveOut(): readonly string[] {
    return this.#leaveOut;
  }

  /** Length of the pipeline's segments, once its environment is there. */
  get segmentS(): number {
    return this.#profile.segmentS ?? this.plan.segmentS;
  }

  /** Length of the slate before the clip that is asked for. */
  get leadInS(): number {
    return this.options.leadInS || (this.plan.leadInS ?? 0);
  }

  get inPath(): string {
    return this.#profile.paths.input.replace('{stream}', this.streamId);
  }

  get outPath(): string {
    return this.#profile.paths.output.replace('{stream}', this.streamId);
  }

  /** Starts the environment; once, whoever asks first. */
  async startEnvironment(signal: AbortSignal): Promise<StartedEnvironment> {
    this.#environment ??= createEnvironment(this.options, this.plan).start(this.run, this.reaper, signal);
    const environment = await this.#environment;
    this.#profile = environment.profile ?? DOCUMENTED_PROFILE;
    this.#leaveOut = environment.leaveOut ?? [];
    return environment;
  }

  /** How the STS service of this pipeline lets itself be observed. */
  monitorOptions(): StsMonitorOptions {
    const { path, namespace, sent, processed } = this.#profile.socketio;
    const { streamId, run } = this;
    return { streamId, path, namespace, names: { sent, processed }, nowMs: () => run.nowMs() };
  }

  /** @throws {HarnessError} PIPELINE_NOT_STARTED before step 0 has ended */
  get live(): LivePipeline {
    if (this.#live === undefined) throw new PipelineNotStartedError();
    return this.#live;
  }

  /** The output's picture and sound as they were decoded while it was on air; `undefined` when nothing was live. */
  get decodedOutput(): Promise<DecodedMedia> | undefined {
    return this.#live?.output.source.decoded;
  }

  goLive(pipeline: LivePipeline): void {
    this.#live = pipeline;
  }
}
