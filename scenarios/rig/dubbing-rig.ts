import { randomBytes } from 'node:crypto';
import { HarnessError, type RunContext, type Step } from '../../harness/engine/index.ts';
import {
  DOCUMENTED_PROFILE,
  type DubLevel,
  dubLevelSchema,
  type PipelineProfile,
  type ScenarioOptions,
  type StartedEnvironment,
} from '../../harness/environments/index.ts';
import type { DecodedMedia, StreamPublisher } from '../../harness/media/index.ts';
import type { MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { MetricsScraper } from '../../harness/metrics/index.ts';
import type { Reaper } from '../../harness/processes/index.ts';
import type { StsMonitorOptions, StsObserver } from '../../harness/socketio/index.ts';
import type { DubbingCheckId } from '../checks/registry.ts';
import { AudioCache } from '../evidence/audio-cache.ts';
import { FragmentMeter } from '../evidence/fragment-meter.ts';
import type { OutputWatch } from '../output/output-watch.ts';
import type { DubbingPlan } from './dubbing-plan.ts';
import { SharedEnvironment } from './shared-environment.ts';

/** What step 0 starts for later steps. */
export interface LivePipeline {
  readonly environment: StartedEnvironment;
  readonly publisher: StreamPublisher;
  readonly observer: StsObserver;
  /** Why the STS events cannot be observed, and what to do. */
  readonly unobserved?: string | undefined;
  readonly output: OutputWatch;
  readonly mediamtx: MediamtxClient;
  readonly workerMetrics: MetricsScraper;
}

/** A step needs the pipeline, but no step has started it. */
class PipelineNotStartedError extends HarnessError {
  constructor() {
    super('the pipeline has not been started. Put the step environment-setup first', {
      code: 'PIPELINE_NOT_STARTED',
      fault: 'HARNESS',
    });
  }
}

/** One of several streams. */
export interface StreamOfSeveral {
  readonly shared: SharedEnvironment;
  readonly audioCache: AudioCache;
  /** From 1. */
  readonly number: number;
}

/** The rig of a dubbing scenario: what its steps share for one stream. */
export class DubbingRig {
  readonly run: RunContext;
  readonly plan: DubbingPlan;
  readonly options: ScenarioOptions;
  readonly streamId: string;
  readonly audioCache: AudioCache;
  readonly fragmentMeter: FragmentMeter;
  readonly #shared: SharedEnvironment;
  readonly #number: number | undefined;
  #live: LivePipeline | undefined;

  /** @param stream one of several streams; by default the only one */
  constructor(run: RunContext, plan: DubbingPlan, options: ScenarioOptions, stream?: StreamOfSeveral) {
    this.run = run;
    this.plan = plan;
    this.options = options;
    this.audioCache = stream?.audioCache ?? new AudioCache(run.folder, run.signal);
    this.fragmentMeter = new FragmentMeter(run.folder, this.audioCache);
    this.#shared = stream?.shared ?? new SharedEnvironment(run, plan, options);
    this.#number = stream?.number;
    const id = options.streamId ?? `run-${randomBytes(4).toString('hex')}`;
    this.streamId = stream === undefined ? id : `${id}-${stream.number}`;
  }

  /** Rigs for several streams in the same environment. */
  streams(count: number): DubbingRig[] {
    const { run, plan, options, audioCache } = this;
    const shared = this.#shared;
    return Array.from(
      { length: count },
      (_, index) => new DubbingRig(run, plan, options, { shared, audioCache, number: index + 1 }),
    );
  }

  /** Makes a file name in the run folder unique to this stream. */
  fileName(name: string): string {
    return this.#number === undefined ? name : name.replace(/(?=\.[^.]+$)/, `-${this.#number}`);
  }

  /** Name or path of the clip. */
  get fixtureName(): string {
    return this.options.fixture ?? this.plan.fixture;
  }

  /** Ends the run's child processes when the harness has died. */
  get reaper(): Reaper {
    return this.#shared.reaper;
  }

  /** Names that the pipeline uses. The documented ones until the environment has started. */
  get profile(): PipelineProfile {
    return this.#shared.started?.profile ?? DOCUMENTED_PROFILE;
  }

  /** Checks that the configuration leaves out, as `step-id/check-id`; `undefined` until the environment has started. */
  get leaveOut(): readonly string[] | undefined {
    const { started } = this.#shared;
    return started === undefined ? undefined : (started.leaveOut ?? []);
  }

  /** Length of the pipeline's segments. That of the plan until the environment has started. */
  get segmentS(): number {
    return this.profile.segmentS ?? this.plan.segmentS;
  }

  /** The level at which the pipeline airs dubbed audio: an attached one as configured, others by the settings of the plan. */
  get dubLevel(): DubLevel {
    const { dubLevel } = this.profile;
    if (this.options.environment === 'attach') return dubLevel;
    return dubLevelSchema.parse(this.plan.services?.['media-service']?.WORKER_DUB_LEVEL ?? dubLevel);
  }

  /** Requested length of the lead-in before the clip. */
  get leadInS(): number {
    return this.options.leadInS || (this.plan.leadInS ?? 0);
  }

  get inPath(): string {
    return this.profile.paths.input.replace('{stream}', this.streamId);
  }

  get outPath(): string {
    return this.profile.paths.output.replace('{stream}', this.streamId);
  }

  /** Hints about the speech: those of a clip, else those of the plan. */
  domainHints(ofClip?: readonly string[]): readonly string[] {
    return ofClip ?? this.plan.domainHints ?? [];
  }

  /** Starts the environment at the first call; all streams share it. */
  async startEnvironment(signal: AbortSignal, domainHints = this.domainHints()): Promise<StartedEnvironment> {
    return await this.#shared.start({ streamId: this.streamId, domainHints }, signal);
  }

  /** How to observe the STS service of this pipeline. */
  monitorOptions(): StsMonitorOptions {
    const { path, namespace, sent, processed } = this.profile.socketio;
    const { streamId, run } = this;
    return { streamId, path, namespace, names: { sent, processed }, nowMs: () => run.nowMs() };
  }

  /** @throws {HarnessError} PIPELINE_NOT_STARTED before step 0 has ended */
  get live(): LivePipeline {
    if (this.#live === undefined) throw new PipelineNotStartedError();
    return this.#live;
  }

  /** Video and audio of the output, decoded while it was on air; `undefined` in a re-evaluation. */
  get decodedOutput(): Promise<DecodedMedia> | undefined {
    return this.#live?.output.source.decoded;
  }

  goLive(pipeline: LivePipeline): void {
    this.#live = pipeline;
  }
}

/** A step of a dubbing scenario. An id that is not in the registry of checks does not compile. */
export type DubbingStep = Step<DubbingRig, DubbingCheckId>;
