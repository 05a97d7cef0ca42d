import type { WorkerState } from '../../services/contracts/worker-status.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { readWorkerStatus } from './observe-worker.ts';

const LOOK_EVERY_MS = 250;
const STATUS_WITHIN_MS = 1000;
/** Events that were sent before the worker ended may still be on their way to an observer. */
const WORKER_OVER_FOR_MS = 1000;
/** A hook that MediaMTX has called is answered long before. */
const NO_WORKER_FOR_MS = 5000;
const SILENT_FOR_MS = 6000;
/** The last segment is cut and encoded, and has 8 s until it falls back (rule 4 in `docs/architecture.md`). */
const LAST_RESULT_MS = 15_000;
/** The time limits of an attached pipeline are not known. */
const LAST_RESULT_OF_ATTACHED_MS = 30_000;

/**
 * The worker of a stream as media-service reports it: `none` when it has no stream of this id, `silent` when it does not
 * respond, `unseen` when the pipeline has no documented endpoint for it.
 */
export type ObservedWorker = WorkerState | 'none' | 'silent' | 'unseen';

/** How far a stream is, as far as it decides whether something can still come of it. */
export interface StreamView {
  readonly worker: ObservedWorker;
  /** Time for which it has been in this state. */
  readonly workerForMs: number;
  /** The worker's last error, or why media-service does not respond. */
  readonly error?: string;
  /** How much of the output the worker has sent while it counts it as on air. */
  readonly sentS?: number;
  /** How often the worker has published the output. */
  readonly publications?: number;
  /** The latest segments that fell back because of an error: those of an encoder were never sent. */
  readonly failedSegments?: number;
  /** Time since the publisher ended. Absent while it publishes. */
  readonly publisherEndedForMs?: number;
  readonly isAttached: boolean;
}

type StreamOfRig = Pick<DubbingRig, 'live' | 'run' | 'options' | 'streamId'>;

/** What media-service reports about a stream. */
type Observed = Pick<StreamView, 'worker' | 'error' | 'sentS' | 'publications' | 'failedSegments'>;

/** Follows a stream while a step waits for something that comes of it. */
export class StreamLife {
  readonly #rig: StreamOfRig;
  #observed: (Observed & { readonly atMs: number }) | undefined;
  #worker: ObservedWorker | undefined;
  #sinceMs = 0;

  constructor(rig: StreamOfRig) {
    this.#rig = rig;
  }

  /** The worker as of the last {@link look}. */
  get worker(): ObservedWorker {
    return this.#worker ?? 'unseen';
  }

  /**
   * Looks at the stream. Asks media-service a few times per second at most.
   *
   * @throws the reason of `signal`
   */
  async look(signal: AbortSignal): Promise<StreamView> {
    const { live, run, options } = this.#rig;
    const isRecent = run.nowMs() - (this.#observed?.atMs ?? Number.NEGATIVE_INFINITY) < LOOK_EVERY_MS;
    if (!isRecent) this.#observed = { ...(await this.#observe(signal)), atMs: run.nowMs() };
    const { worker = 'unseen', atMs: _, ...observed } = this.#observed ?? {};
    const nowMs = run.nowMs();
    if (worker !== this.#worker) this.#sinceMs = nowMs;
    this.#worker = worker;
    const { endedAtMs } = live.publisher;
    return {
      ...{ worker, workerForMs: nowMs - this.#sinceMs, isAttached: options.environment === 'attach' },
      ...observed,
      ...(endedAtMs !== undefined && { publisherEndedForMs: nowMs - endedAtMs }),
    };
  }

  async #observe(signal: AbortSignal): Promise<Observed> {
    const { live, streamId, options } = this.#rig;
    if (options.environment === 'attach') return { worker: 'unseen' };
    const { mediaServiceUrl } = live.environment.endpoints;
    try {
      const status = await readWorkerStatus(mediaServiceUrl, streamId, signal, STATUS_WITHIN_MS);
      const error = status?.lastError;
      return {
        worker: status?.state ?? 'none',
        ...(status?.output.onAir === true && { sentS: status.output.airedS }),
        ...(status !== undefined && {
          publications: status.output.publications,
          failedSegments: status.ledger.recent.filter(({ reason }) => reason === 'failed').length,
        }),
        ...(error !== undefined && { error: `${error.code}: ${error.message}` }),
      };
    } catch (error) {
      signal.throwIfAborted();
      return { worker: 'silent', error: String(error) };
    }
  }
}

/** Why nothing more can come of a stream; `undefined` while something can. */
export function whyOver(view: StreamView): string | undefined {
  const { worker, workerForMs, error, publisherEndedForMs, isAttached } = view;
  const because = error === undefined ? '' : ` (${error})`;
  if ((worker === 'ended' || worker === 'failed') && workerForMs >= WORKER_OVER_FOR_MS)
    return `the worker has ${worker}${because}`;
  if (worker === 'silent' && workerForMs >= SILENT_FOR_MS)
    return `media-service has not responded for ${seconds(workerForMs)}${because}`;
  if (publisherEndedForMs === undefined) return undefined;
  const ended = `the publisher ended ${seconds(publisherEndedForMs)} ago`;
  if (worker === 'none' && publisherEndedForMs >= NO_WORKER_FOR_MS)
    return `${ended}, and media-service has no worker for the stream`;
  const limitMs = isAttached ? LAST_RESULT_OF_ATTACHED_MS : LAST_RESULT_MS;
  return publisherEndedForMs < limitMs
    ? undefined
    : `${ended}, longer than the last segment takes to be dubbed or to fall back`;
}

/** MediaMTX lists a path once it has read 2 s of it. */
const LISTED_AFTER_S = 8;

/** Why an output that MediaMTX does not list is not going to appear; `undefined` while it can. */
export function whyNotListed({ sentS = 0 }: StreamView): string | undefined {
  if (sentS < LISTED_AFTER_S) return undefined;
  return `the worker has sent ${sentS.toFixed(1)} s of the output, and MediaMTX does not list it`;
}

/**
 * Why an output that MediaMTX lists without interruption is not the worker's; `undefined` when it can be. After a lost
 * connection the worker waits a second or longer, in which MediaMTX does not list its path.
 */
export function whyAnothersOutput({ publications = 0, error }: StreamView): string | undefined {
  if (publications < 2) return undefined;
  const because = error === undefined ? '' : ` (${error})`;
  return `the worker has published the output ${publications} times, and MediaMTX lists one stream without interruption${because}`;
}

/** The state in words: `worker running, publisher ended 2.1 s ago`. */
export function describeView({ worker, error, publisherEndedForMs }: StreamView): string {
  return [
    ...(worker === 'unseen' ? [] : [WORKER_IN_WORDS[worker] ?? `worker ${worker}`]),
    ...(error === undefined ? [] : [error]),
    publisherEndedForMs === undefined ? 'publishing' : `publisher ended ${seconds(publisherEndedForMs)} ago`,
  ].join(', ');
}

const WORKER_IN_WORDS: Readonly<Partial<Record<ObservedWorker, string>>> = {
  none: 'media-service has no worker for the stream',
  silent: 'media-service does not respond',
};

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
