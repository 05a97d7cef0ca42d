import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError, type RunContext } from '../../harness/engine/index.ts';
import type { StartedEnvironment } from '../../harness/environments/index.ts';
import {
  CaptureError,
  copyRecording,
  copyRecordings,
  type DecodedMedia,
  decodeGrowingMedia,
  findRecording,
  recordingStartS,
  StreamRecorder,
} from '../../harness/media/index.ts';
import type { Reaper } from '../../harness/processes/index.ts';
import type { CapturedOutput } from '../evidence/output-measurement.ts';
import type { CaptureHow } from './dubbing-plan.ts';

/** Where in the run folder what was recorded elsewhere is copied to. */
export const COPIES_FOLDER = 'recordings';
/** The longest output that is decoded while it is on air. */
const DECODE_WITHIN_MS = 3_600_000;

/** The output as files. */
export interface TakenOutput {
  readonly sizeBytes: number;
  /** Where it may be published more than once: each time, in order, and when it began on its publisher's clock. */
  readonly publications?: readonly { readonly file: string; readonly startS: number | undefined }[];
}

/** A scenario needs each recording of the output, and there is none. */
class OutputNotRecordedError extends HarnessError {
  constructor(path: string) {
    super(
      `${path} is recorded where this machine cannot read it, and each of its recordings is needed: ` +
        'run this scenario with --env process or --env compose',
      { code: 'OUTPUT_NOT_RECORDED', fault: 'ENVIRONMENT' },
    );
  }
}

/** How the output comes to be a file. */
export interface OutputSource {
  readonly by: CapturedOutput['by'];
  /** Its picture and sound, where it is decoded while it is on air. */
  readonly decoded?: Promise<DecodedMedia> | undefined;
  /** It is on air. */
  begin?(): Promise<void>;
  /** It is on air no longer. */
  end?(): Promise<void>;
  /** Writes all of it to `target`, and to files beside it where it was published more than once. */
  take(target: string, signal: AbortSignal): Promise<TakenOutput>;
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
  readonly capture?: CaptureHow | undefined;
}

/**
 * The best that the environment has: MediaMTX's recording, a copy of it, or to read it like any viewer.
 *
 * @throws {HarnessError} OUTPUT_NOT_RECORDED when all recordings are asked for, and cannot be had
 */
export function outputSourceOf(environment: StartedEnvironment, options: OutputSourceOptions): OutputSource {
  const { recordingsFolder, copyRecordings } = environment;
  if (options.capture === 'reader') return new ReadOutput(options);
  if (recordingsFolder !== undefined) return new RecordedOutput(recordingsFolder, options);
  if (copyRecordings !== undefined) return new CopiedOutput(copyRecordings.bind(environment), options);
  if (options.capture === 'recordings') throw new OutputNotRecordedError(options.outPath);
  return new ReadOutput(options);
}

/** Copies what was recorded of the output. */
async function takeFrom(
  folder: string,
  { outPath, capture }: OutputSourceOptions,
  target: string,
): Promise<TakenOutput> {
  if (capture !== 'recordings') return await copyRecording(folder, outPath, target);
  const taken = await copyRecordings(folder, outPath, (index) => partOf(target, index));
  return {
    sizeBytes: taken.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    publications: await Promise.all(
      taken.map(async ({ file }) => ({ file, startS: await recordingStartS(file) })),
    ),
  };
}

/** `capture.mp4`, `capture-part-2.mp4`, … */
function partOf(target: string, index: number): string {
  return index === 0 ? target : target.replace(/(?=\.[^.]+$)/, `-part-${index + 1}`);
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
    const { run, outPath, capture } = this.#options;
    if (capture === 'recordings') return;
    const file = await findRecording(this.#folder, outPath).catch((error: unknown) => {
      // There is time: who takes it says that it is missing.
      if (!(error instanceof CaptureError)) throw error;
    });
    if (file === undefined) return;
    const options = { signal: run.signal, withinMs: DECODE_WITHIN_MS };
    this.#decoded = decodeGrowingMedia(file, this.#ended.signal, options);
    // Whoever awaits it later still sees the rejection.
    this.#decoded.catch(() => undefined);
  }

  async end(): Promise<void> {
    this.#ended.abort();
  }

  async take(target: string): Promise<TakenOutput> {
    return await takeFrom(this.#folder, this.#options, target);
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

  async take(target: string, signal: AbortSignal): Promise<TakenOutput> {
    const { run, inPath, outPath } = this.#options;
    const folder = join(run.folder, COPIES_FOLDER);
    try {
      await this.#copy(outPath, folder, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new CaptureError(join(folder, outPath), 'none that could be copied', error);
    }
    // What the worker was given.
    await this.#copy(inPath, folder, signal).catch((error: unknown) => {
      run.log('harness', 'warn', `the recording of ${inPath} could not be copied: ${String(error)}`);
    });
    return await takeFrom(folder, this.#options, target);
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

  async take(target: string): Promise<TakenOutput> {
    return { sizeBytes: (await stat(target)).size };
  }
}
