import type { RunContext } from '../../engine/index.ts';
import { OwnedProcess, type Reaper } from '../../processes/index.ts';
import { liveInputArgs } from '../ffmpeg/live-input.ts';

/** Time after which a reader is ended whose server does not close it at the end of the stream. */
const END_WITHIN_MS = 5000;

/**
 * Records a live stream as a reader, from the moment it has joined, some seconds after the start of the stream, to its
 * end. For servers whose recordings cannot be read.
 */
export class StreamRecorder {
  readonly #run: RunContext;
  readonly #reaper: Reaper;
  readonly #url: string;
  readonly #file: string;
  #process: OwnedProcess | undefined;

  /**
   * @param url URL of the live stream
   * @param file path of the fragmented MP4 to write
   */
  constructor(run: RunContext, reaper: Reaper, url: string, file: string) {
    this.#run = run;
    this.#reaper = reaper;
    this.#url = url;
    this.#file = file;
  }

  /** Joins the stream. */
  async start(): Promise<void> {
    this.#run.defer('end the recorder', async () => {
      await this.#process?.stop();
    });
    this.#process = await OwnedProcess.start({
      name: 'recorder',
      command: 'ffmpeg',
      args: [
        ...['-hide_banner', '-nostdin', '-loglevel', 'level+warning', ...liveInputArgs(this.#url)],
        ...['-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', '-copyts'],
        ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-y', this.#file],
      ],
      environment: { DUBSTEP_RUN_ID: this.#run.runId },
      reaper: this.#reaper,
      onLine: (line) => this.#run.log('recorder', 'debug', line),
    });
  }

  /** Completes the file after the end of the stream. */
  async finish(): Promise<void> {
    const recording = this.#process;
    if (recording === undefined) return;
    const timer = setTimeout(() => void recording.stop(), END_WITHIN_MS);
    await recording.ended;
    clearTimeout(timer);
  }
}
