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
import type { CapturedOutput } from '../../harness/run-data/captured-output.ts';
import type { CaptureMethod } from '../rig/dubbing-plan.ts';

/** Folder in the run folder for copies of recordings of another machine. */
export const COPIES_FOLDER = 'recordings';
/** Longest output that is decoded while it is on air. */
const DECODE_WITHIN_MS = 3_600_000;

/** The files of the captured output. */
export interface TakenOutput {
  readonly sizeBytes: number;
  /** When it may be published more than once: each publication in order, with its start on its publisher's clock. */
  readonly publications?: readonly { readonly file: string; readonly startS: number | undefined }[];
}

/** A scenario needs all recordings of the output, but this machine cannot read them. */
class OutputNotRecordedError extends HarnessError {
  constructor(path: string) {
    super(
      `this machine cannot read the recordings of ${path}, and this scenario needs all of them. ` +
        'Use --env process or --env compose',
      { code: 'OUTPUT_NOT_RECORDED', fault: 'ENVIRONMENT' },
    );
  }
}

/** Captures the output. */
export interface OutputSource {
  readonly by: CapturedOutput['by'];
  /** Video and audio of the output, if it is decoded while on air. */
  readonly decoded?: Promise<DecodedMedia> | undefined;
  /** Called when it comes on air. */
  start?(): Promise<void>;
  /** Called when it goes off the air. */
  end?(): Promise<void>;
  /** Writes it to `target`, and further publications to files next to it. */
  take(target: string, signal: AbortSignal): Promise<TakenOutput>;
}

export interface OutputSourceOptions {
  readonly run: RunContext;
  readonly reaper: Reaper;
  /** MediaMTX paths. */
  readonly inPath: string;
  readonly outPath: string;
  /** RTMP URL of the output. */
  readonly url: string;
  /** File of the capture. */
  readonly captureFile: string;
  readonly capture?: CaptureMethod | undefined;
}

/**
 * Chooses the most complete source of the environment: MediaMTX's recording, a copy of it, or a reader.
 *
 * @throws {HarnessError} OUTPUT_NOT_RECORDED when all recordings are required and cannot be read
 */
export function outputSourceOf(environment: StartedEnvironment, options: OutputSourceOptions): OutputSource {
  const { recordingsFolder, copyRecordings } = environment;
  if (options.capture === 'reader') return new ReadOutput(options);
  if (recordingsFolder !== undefined) return new RecordedOutput(recordingsFolder, options);
  if (copyRecordings !== undefined) return new CopiedOutput(copyRecordings.bind(environment), options);
  if (options.capture === 'recordings') throw new OutputNotRecordedError(options.outPath);
  return new ReadOutput(options);
}

/** Copies the recordings of the output. */
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

/** MediaMTX records the output into a folder of this machine. The recording is decoded while it grows. */
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

  async start(): Promise<void> {
    const { run, outPath, capture } = this.#options;
    if (capture === 'recordings') return;
    const file = await findRecording(this.#folder, outPath).catch((error: unknown) => {
      // A missing recording is reported when it is taken.
      if (!(error instanceof CaptureError)) throw error;
    });
    if (file === undefined) return;
    const options = { signal: run.signal, withinMs: DECODE_WITHIN_MS };
    this.#decoded = decodeGrowingMedia(file, this.#ended.signal, options);
    // A later await still gets the rejection.
    this.#decoded.catch(() => undefined);
  }

  async end(): Promise<void> {
    this.#ended.abort();
  }

  async take(target: string): Promise<TakenOutput> {
    return await takeFrom(this.#folder, this.#options, target);
  }
}

/** MediaMTX records the output on another machine. The recordings are copied once the output has ended. */
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
    // The input, to count the frames that the worker could receive.
    await this.#copy(inPath, folder, signal).catch((error: unknown) => {
      run.log('harness', 'warn', `the recording of ${inPath} could not be copied: ${String(error)}`);
    });
    return await takeFrom(folder, this.#options, target);
  }
}

/** Reads the output like a viewer, who joins late. */
class ReadOutput implements OutputSource {
  readonly by = 'reader';
  readonly #recorder: StreamRecorder;

  constructor({ run, reaper, url, captureFile }: OutputSourceOptions) {
    this.#recorder = new StreamRecorder(run, reaper, url, captureFile);
  }

  async start(): Promise<void> {
    await this.#recorder.start();
  }

  async end(): Promise<void> {
    await this.#recorder.finish();
  }

  async take(target: string): Promise<TakenOutput> {
    return { sizeBytes: (await stat(target)).size };
  }
}
