import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError, type RunContext } from '../../engine/index.ts';
import { OwnedProcess, type ProcessEnd, type Reaper } from '../../processes/index.ts';
import { describeRejection, type Rejection, rejectedArgument, toolVersion } from '../../versions/index.ts';
import type { BeforeUnpublish } from './delay-unpublish.ts';
import { FfmpegProgressReader } from './ffmpeg-progress.ts';
import { LingeringProxy } from './lingering-proxy.ts';
import { PUBLISH_PROTOCOLS, type PublishProtocol } from './publish-protocols.ts';

export interface StreamPublisherOptions {
  /** The clip. It is sent unchanged. */
  readonly file: string;
  /** URL to publish to: `publishUrl(protocol, endpoints, path)`. */
  readonly url: string;
  readonly protocol: PublishProtocol;
  /** Repeats the clip for a total of this many seconds. Sends it once by default. */
  readonly loopS?: number | undefined;
  /** Media seconds to send per second. 1 by default. */
  readonly readRate?: number | undefined;
  /** Sends the video track only. */
  readonly withoutAudio?: boolean | undefined;
  /** The ffmpeg that publishes; the one on PATH by default. */
  readonly command?: string | undefined;
  /** Awaited after the last packet, before the stream is unpublished. Waits 0.3 s by default. */
  readonly beforeUnpublish?: BeforeUnpublish | undefined;
}

const PROGRESS_EVERY_S = '0.5';
const UNPUBLISH_AFTER_MS = 300;
const KEPT_LINES = 40;
const REPORTED_LINES = 8;

/** ffmpeg ended before the clip was published. */
export class PublisherError extends HarnessError {
  readonly url: string;
  readonly publishedS: number;
  readonly lastLines: readonly string[];

  /** @param rejection set when ffmpeg did not accept its arguments */
  constructor(
    url: string,
    publishedS: number,
    how: string,
    lastLines: readonly string[],
    rejection?: Rejection,
  ) {
    const printed =
      lastLines.length === 0 ? 'It printed nothing.' : `Its last lines:\n  ${lastLines.join('\n  ')}`;
    const why = rejection === undefined ? '' : `: ${rejection.text}`;
    super(
      `the publisher's ffmpeg ended ${how} after ${publishedS.toFixed(1)} s of media on ${url}${why}. ${printed}`,
      { code: 'PUBLISHER_DIED', fault: rejection?.fault ?? 'PRODUCT' },
    );
    this.url = url;
    this.publishedS = publishedS;
    this.lastLines = lastLines;
  }
}

/**
 * Publishes a clip like a camera. Records ffmpeg's progress and output in the event log. If ffmpeg ends before the
 * clip does, the current step fails with its last lines.
 */
export class StreamPublisher {
  readonly url: string;
  readonly #options: StreamPublisherOptions;
  readonly #run: RunContext;
  readonly #reaper: Reaper;
  #process: OwnedProcess | undefined;
  #proxy: LingeringProxy | undefined;
  #connectionError: string | undefined;
  /** The last lines that ffmpeg printed, without its progress. */
  #printed: readonly string[] = [];
  #publishedS = 0;
  #startedAtMs: number | undefined;
  #endedAtMs: number | undefined;

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

  /** When its ffmpeg ended, on the run's clock; `undefined` before. */
  get endedAtMs(): number | undefined {
    return this.#endedAtMs;
  }

  /** Seconds of media that have been sent. */
  get publishedS(): number {
    return this.#publishedS;
  }

  /** Starts to publish. Resolves when ffmpeg runs. */
  async start(): Promise<void> {
    const { file, protocol, loopS, readRate, withoutAudio, command = 'ffmpeg' } = this.#options;
    const audio = withoutAudio === true ? [] : ['-map', '0:a:0?'];
    const loop = loopS === undefined ? [] : ['-stream_loop', '-1', '-t', String(loopS)];
    this.#run.defer('end the publisher', async () => {
      await this.#process?.stop();
      this.#proxy?.close();
    });
    this.#proxy = await this.#openProxy();
    const progress = new FfmpegProgressReader((report) => {
      this.#publishedS = report.mediaS;
      this.#run.observe('publisher', 'progress', { ...report });
    });
    this.#startedAtMs = this.#run.nowMs();
    this.#process = await OwnedProcess.start({
      name: 'publisher',
      command,
      args: [
        ...['-hide_banner', '-nostdin', '-loglevel', 'level+info', '-nostats'],
        ...['-progress', 'pipe:1', '-stats_period', PROGRESS_EVERY_S],
        ...[
          ...(readRate === undefined ? ['-re'] : ['-readrate', String(readRate)]),
          ...loop,
          '-i',
          file,
          '-map',
          '0:v:0',
          ...audio,
          '-c',
          'copy',
        ],
        ...[...PUBLISH_PROTOCOLS[protocol].outputArgs, this.#proxy?.url ?? this.url],
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

  /** Kills ffmpeg in the middle of the clip, on purpose. Resolves when it has ended. */
  async kill(): Promise<void> {
    this.#run.log('publisher', 'info', `killed on purpose after ${this.#publishedS.toFixed(2)} s`);
    await this.#process?.kill();
    this.#proxy?.close();
  }

  async #openProxy(): Promise<LingeringProxy | undefined> {
    if (!LingeringProxy.supports(this.url)) return undefined;
    const { beforeUnpublish = (signal) => sleep(UNPUBLISH_AFTER_MS, undefined, { signal }) } = this.#options;
    return await LingeringProxy.open({
      url: this.url,
      beforeUnpublish: async (signal) => {
        const startMs = this.#run.nowMs();
        await beforeUnpublish(signal);
        const delayedMs = Math.round(this.#run.nowMs() - startMs);
        this.#run.log('publisher', 'info', `kept its connection for ${delayedMs} ms after the last packet`);
      },
      onLost: ({ message }) => {
        if (this.#process?.stopping === true) return;
        this.#connectionError = `the connection to the media server: ${message}`;
        this.#run.log('publisher', 'error', this.#connectionError);
      },
    });
  }

  #stderr(line: string): void {
    this.#printed = [...this.#printed, line].slice(-KEPT_LINES);
    const level = /\[(fatal|error)\]/.test(line) ? 'error' : /\[warning\]/.test(line) ? 'warn' : 'debug';
    this.#run.log('publisher', level, line);
  }

  #ended(end: ProcessEnd): void {
    this.#endedAtMs = this.#run.nowMs();
    if (this.#process?.stopping === true) return;
    if (end.exitCode === 0) {
      this.#run.log('publisher', 'info', `published the clip: ${this.#publishedS.toFixed(2)} s`);
      return;
    }
    const how = end.signal === undefined ? `with exit code ${end.exitCode ?? 'unknown'}` : `by ${end.signal}`;
    const problems = this.#printed.filter((line) => /\[(fatal|error|warning)\]/.test(line));
    const reported = (problems.length > 0 ? problems : this.#printed).slice(-REPORTED_LINES);
    const lines = this.#connectionError === undefined ? reported : [...reported, this.#connectionError];
    const rejected = rejectedArgument(this.#printed);
    const fail = (rejection?: Rejection): void =>
      this.#run.failStep(new PublisherError(this.url, this.#publishedS, how, lines, rejection));
    if (rejected === undefined) fail();
    else {
      const { command = 'ffmpeg' } = this.#options;
      void toolVersion(command).then((version) => fail(describeRejection(rejected, version)));
    }
  }
}
