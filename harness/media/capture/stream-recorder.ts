import type { RunContext } from '../../engine/index.ts';
import { OwnedProcess, type Reaper } from '../../processes/index.ts';

/** A reader whose stream has ended is told so by the server; one that is not is ended after this. */
const END_WITHIN_MS = 5000;

/**
 * Records a live stream as any reader sees it: from when it has joined, which is some seconds after the stream began,
 * to its end. For servers whose own recording cannot be read.
 */
export class StreamRecorder {
  readonly #run: RunContext;
  readonly #reaper: Reaper;
  readonly #url: string;
  readonly #file: string;
  #process: OwnedProcess | undefined;

  /**
   * @param url of the live stream
   * @param file to write, a fragmented MP4
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
    const tcp = this.#url.startsWith('rtsp://') ? ['-rtsp_transport', 'tcp'] : [];
    this.#process = await OwnedProcess.start({
      name: 'recorder',
      command: 'ffmpeg',
      args: [
        ...['-hide_banner', '-nostdin', '-loglevel', 'level+warning', ...tcp, '-i', this.#url],
        ...['-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', '-copyts'],
        ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-y', this.#file],
      ],
      environment: { DUBSTEP_RUN_ID: this.#run.runId },
      reaper: this.#reaper,
      onLine: (line) => this.#run.log('recorder', 'debug', line),
    });
  }

  /** The stream has ended: resolves when the last of it is in the file. */
  async finish(): Promise<void> {
    const recording = this.#process;
    if (recording === undefined) return;
    const timer = setTimeout(() => void recording.stop(), END_WITHIN_MS);
    await recording.ended;
    clearTimeout(timer);
  }
}
