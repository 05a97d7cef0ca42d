import { setTimeout as sleep } from 'node:timers/promises';
import type { RunContext } from '../../engine/index.ts';
import { OwnedProcess, type ProcessEnd, type Reaper } from '../../processes/index.ts';
import type { BeforeUnpublish } from './delay-unpublish.ts';
import { FfmpegProgressReader } from './ffmpeg-progress.ts';
import { LingeringProxy } from './lingering-proxy.ts';
import { PublisherError } from './publisher-error.ts';

export type PublishProtocol = 'rtmp' | 'rtsp';

export interface StreamPublisherOptions {
  /** The clip. It is sent as it is, at the speed of real time. */
  readonly file: string;
  /** Where to: `rtmp://host:port/live/<id>/in`, or the same with rtsp. */
  readonly url: string;
  readonly protocol: PublishProtocol;
  /** Sends the clip over and over, for so many seconds in all. Once by default. */
  readonly loopS?: number | undefined;
  /** Sends the picture alone. */
  readonly withoutAudio?: boolean | undefined;
  /** How long the connection is kept when all has been sent. 0.3 s by default. */
  readonly hold?: BeforeUnpublish | undefined;
}

const PROGRESS_EVERY_S = '0.5';
const HOLD_MS = 300;
const KEPT_LINES = 40;
const TOLD_LINES = 8;
const OUTPUT_ARGS: Readonly<Record<PublishProtocol, readonly string[]>> = {
  rtmp: ['-f', 'flv', '-flvflags', 'no_duration_filesize'],
  // MediaMTX takes the arrival of a track's first RTP packet for its place in time, so each AAC frame is sent at once
  // (ffmpeg would gather a quarter of a second) and the encoder's priming is left out: docs/decisions/0007.
  rtsp: ['-f', 'rtsp', '-rtsp_transport', 'tcp', '-max_delay', '0', '-bsf:a', 'noise=drop=lt(pts\\,0)'],
};

/**
 * Publishes a clip as a camera would. ffmpeg's progress and whatever it prints are in the event log as they come;
 * if it ends before the clip does, the step that is under way fails with its last lines.
 */
export class StreamPublisher {
  readonly url: string;
  readonly #options: StreamPublisherOptions;
  readonly #run: RunContext;
  readonly #reaper: Reaper;
  #process: OwnedProcess | undefined;
  #connection: LingeringProxy | undefined;
  #lost: string | undefined;
  /** What ffmpeg printed last, without its progress. */
  #printed: readonly string[] = [];
  #publishedS = 0;
  #startedAtMs: number | undefined;

  constructor(run: RunContext, reaper: Reaper, options: StreamPublisherOptions) {
    this.url = options.url;
    this.#run = run;
    this.#reaper = reaper;
    this.#options = options;
  }

  /** When it was started, on the run's clock; `undefined` before. */
  get startedAtMs(): number | undefined {
    return this.#startedAtMs;
  }

  /** Seconds of media that have been sent. */
  get publishedS(): number {
    return this.#publishedS;
  }

  /** Begins to publish; resolves when ffmpeg runs. */
  async start(): Promise<void> {
    const { file, protocol, loopS, withoutAudio } = this.#options;
    const audio = withoutAudio === true ? [] : ['-map', '0:a:0?'];
    const loop = loopS === undefined ? [] : ['-stream_loop', '-1', '-t', String(loopS)];
    this.#run.defer('end the publisher', async () => {
      await this.#process?.stop();
      this.#connection?.close();
    });
    this.#connection = await this.#connect();
    const progress = new FfmpegProgressReader((report) => {
      this.#publishedS = report.mediaS;
      this.#run.observe('publisher', 'progress', { ...report });
    });
    this.#startedAtMs = this.#run.nowMs();
    this.#process = await OwnedProcess.start({
      name: 'publisher',
      command: 'ffmpeg',
      args: [
        ...['-hide_banner', '-nostdin', '-loglevel', 'level+info', '-nostats'],
        ...['-progress', 'pipe:1', '-stats_period', PROGRESS_EVERY_S],
        ...['-re', ...loop, '-i', file, '-map', '0:v:0', ...audio, '-c', 'copy'],
        ...[...OUTPUT_ARGS[protocol], this.#connection?.url ?? this.url],
      ],
      environment: { DUBSTEP_RUN_ID: this.#run.runId },
      reaper: this.#reaper,
      onLine: (line, stream) => {
        if (stream === 'stdout') progress.line(line);
        else this.#stderr(line);
      },
      onEnd: (end) => this.#ended(end),
    });
  }

  /** Kills ffmpeg in the middle of the clip, on purpose. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#run.log('publisher', 'info', `killed on purpose after ${this.#publishedS.toFixed(2)} s`);
    await this.#process?.kill();
    this.#connection?.close();
  }

  /** In what is encrypted there is no telling what the last packet is: that goes straight to the server. */
  async #connect(): Promise<LingeringProxy | undefined> {
    if (!/^rt[ms]p:/.test(this.url)) return undefined;
    const { hold = (signal) => sleep(HOLD_MS, undefined, { signal }) } = this.#options;
    return await LingeringProxy.open({
      url: this.url,
      hold: async (signal) => {
        const startMs = this.#run.nowMs();
        await hold(signal);
        const heldMs = Math.round(this.#run.nowMs() - startMs);
        this.#run.log('publisher', 'info', `kept its connection for ${heldMs} ms after the last packet`);
      },
      onLost: ({ message }) => {
        if (this.#process?.stopping === true) return;
        this.#lost = `the connection to the media server: ${message}`;
        this.#run.log('publisher', 'error', this.#lost);
      },
    });
  }

  #stderr(line: string): void {
    this.#printed = [...this.#printed, line].slice(-KEPT_LINES);
    const level = /\[(fatal|error)\]/.test(line) ? 'error' : /\[warning\]/.test(line) ? 'warn' : 'debug';
    this.#run.log('publisher', level, line);
  }

  #ended(end: ProcessEnd): void {
    if (this.#process?.stopping === true) return;
    if (end.exitCode === 0) {
      this.#run.log('publisher', 'info', `the clip has been published: ${this.#publishedS.toFixed(2)} s`);
      return;
    }
    const how = end.signal === undefined ? `with exit code ${end.exitCode ?? 'unknown'}` : `by ${end.signal}`;
    const complaints = this.#printed.filter((line) => /\[(fatal|error|warning)\]/.test(line));
    const told = (complaints.length > 0 ? complaints : this.#printed).slice(-TOLD_LINES);
    const lines = this.#lost === undefined ? told : [...told, this.#lost];
    this.#run.failStep(new PublisherError(this.url, this.#publishedS, how, lines));
  }
}
