import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../harness/engine/index.ts';
import type { StartedEnvironment } from '../../harness/environments/index.ts';
import {
  CaptureError,
  type DecodedMedia,
  decodeGrowingMedia,
  findRecording,
  StreamRecorder,
  takeRecording,
} from '../../harness/media/index.ts';
import type { Reaper } from '../../harness/processes/index.ts';
import type { CapturedOutput } from '../evidence/output-measurement.ts';

/** The longest output that is decoded while it is on air. */
const DECODE_WITHIN_MS = 3_600_000;

/** How the output comes to be a file. */
export interface OutputSource {
  readonly by: CapturedOutput['by'];
  /** Its picture and sound, where it is decoded while it is on air. */
  readonly decoded?: Promise<DecodedMedia> | undefined;
  /** It is on air. */
  begin?(): Promise<void>;
  /** It is on air no longer. */
  end?(): Promise<void>;
  /** Writes all of it to `target`; resolves to its size in bytes. */
  take(target: string, signal: AbortSignal): Promise<number>;
}

export interface OutputSourceOptions {
  readonly run: RunContext;
  readonly reaper: Reaper;
  /** MediaMTX paths. */
  readonly inPath: string;
  readonly outPath: string;
  /** Where the output can be read. */
  readonly url: string;
  /** File for what is captured. */
  readonly captureFile: string;
  /** `reader`: it is read even where it is recorded. */
  readonly capture?: CapturedOutput['by'] | undefined;
}

/** The best that the environment has: MediaMTX's recording, a copy of it, or to read it like any viewer. */
export function outputSourceOf(environment: StartedEnvironment, options: OutputSourceOptions): OutputSource {
  const { recordingsFolder, copyRecordings } = environment;
  if (options.capture === 'reader') return new ReadOutput(options);
  if (recordingsFolder !== undefined) return new RecordedOutput(recordingsFolder, options);
  if (copyRecordings !== undefined) return new CopiedOutput(copyRecordings.bind(environment), options);
  return new ReadOutput(options);
}

/** MediaMTX records it into a folder of this machine: it is decoded while it grows, so nothing is left to do then. */
class RecordedOutput implements OutputSource {
  readonly by = 'recording';
  readonly #folder: string;
  readonly #options: OutputSourceOptions;
  readonly #ended = new AbortController();
  #decoded: Promise<DecodedMedia> | undefined;

  constructor(folder: string, options: OutputSourceOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  get decoded(): Promise<DecodedMedia> | undefined {
    return this.#decoded;
  }

  async begin(): Promise<void> {
    const { run, outPath } = this.#options;
    const file = await findRecording(this.#folder, outPath);
    const options = { signal: run.signal, withinMs: DECODE_WITHIN_MS };
    this.#decoded = decodeGrowingMedia(file, this.#ended.signal, options);
    // Whoever awaits it later still sees the rejection.
    this.#decoded.catch(() => undefined);
  }

  async end(): Promise<void> {
    this.#ended.abort();
  }

  async take(target: string): Promise<number> {
    return (await takeRecording(this.#folder, this.#options.outPath, target)).sizeBytes;
  }
}

/** MediaMTX records it on another machine: the recordings are copied into the run folder once it has ended. */
class CopiedOutput implements OutputSource {
  readonly by = 'recording';
  readonly #copy: NonNullable<StartedEnvironment['copyRecordings']>;
  readonly #options: OutputSourceOptions;

  constructor(copy: NonNullable<StartedEnvironment['copyRecordings']>, options: OutputSourceOptions) {
    this.#copy = copy;
    this.#options = options;
  }

  async take(target: string, signal: AbortSignal): Promise<number> {
    const { run, inPath, outPath } = this.#options;
    const folder = join(run.folder, 'recordings');
    try {
      await this.#copy(outPath, folder, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new CaptureError(join(folder, outPath), 'none that could be copied', error);
    }
    // What the worker was given: nothing is judged by it, but a person may want to look at it.
    await this.#copy(inPath, folder, signal).catch((error: unknown) => {
      run.log('harness', 'warn', `the recording of ${inPath} could not be copied: ${String(error)}`);
    });
    return (await takeRecording(folder, outPath, target)).sizeBytes;
  }
}

/** Nothing is known of a recording: it is read as any viewer reads it, who joins late. */
class ReadOutput implements OutputSource {
  readonly by = 'reader';
  readonly #recorder: StreamRecorder;

  constructor({ run, reaper, url, captureFile }: OutputSourceOptions) {
    this.#recorder = new StreamRecorder(run, reaper, url, captureFile);
  }

  async begin(): Promise<void> {
    await this.#recorder.start();
  }

  async end(): Promise<void> {
    await this.#recorder.finish();
  }

  async take(target: string): Promise<number> {
    return (await stat(target)).size;
  }
}
