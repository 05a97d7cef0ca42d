import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { LineSplitter } from '../../../lib/line-splitter.ts';
import { pause, type RunContext, systemClock } from '../../engine/index.ts';
import type { ComposeDescription } from '../keeping/environment-description.ts';
import { logServiceLine } from '../log-service-line.ts';
import { type ContainerState, inspectContainer } from './container-state.ts';
import { type ContainerHandle, type DockerApi, statusOf } from './docker.ts';

const TAIL_LINES = 20;
/** Time limit for the rest of the log after a container has ended. */
const LOG_ENDS_WITHIN_MS = 2000;

/** A container of one service, with its output. */
export class ServiceContainer {
  /** Name of the service, such as `media-service`. */
  readonly name: string;
  /** Name of the container. */
  readonly identity: string;
  readonly #container: ContainerHandle;
  readonly #docker: DockerApi;
  readonly #tail: string[] = [];
  readonly #logEnded = Promise.withResolvers<void>();
  #following = false;

  constructor(docker: DockerApi, { id, name, identity }: { id: string; name: string; identity: string }) {
    this.#docker = docker;
    this.#container = docker.getContainer(id);
    this.name = name;
    this.identity = identity;
  }

  get handle(): ContainerHandle {
    return this.#container;
  }

  /** The last lines of its output, oldest first. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** Starts it. If Docker cannot, {@link inspect} returns the reason. */
  async start(): Promise<void> {
    try {
      await this.#container.start();
    } catch (error) {
      // An error response of Docker is also in the state of the container; other errors are not.
      if (statusOf(error) === undefined) throw error;
    }
  }

  async inspect(): Promise<ContainerState> {
    return await inspectContainer(this.#docker, this.#container.id);
  }

  /** The description that identifies it later. */
  async describe(): Promise<ComposeDescription['services'][number]> {
    const { startedAt, image } = await this.inspect();
    return {
      name: this.name,
      container: this.identity,
      id: this.#container.id,
      startedAt,
      version: image,
    };
  }

  /**
   * Copies its output to the event log and to `logFile` until it ends.
   *
   * @param signal stops copying earlier
   * @param from starts with its first line or with its next one
   */
  async follow(
    run: RunContext,
    logFile: string,
    signal: AbortSignal,
    from: 'first' | 'next' = 'first',
  ): Promise<void> {
    const tail = from === 'first' ? {} : { tail: 0 };
    const stream = await this.#container.logs({ follow: true, stdout: true, stderr: true, ...tail });
    this.#following = true;
    const file = createWriteStream(logFile, { flags: 'a' });
    file.on('error', (error) => run.log('harness', 'warn', `${logFile} is incomplete: ${error.message}`));
    const lines = new LineSplitter((line) => {
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      logServiceLine(run, this.name, line);
    });
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk);
        file.write(chunk);
        done();
      },
    });
    this.#docker.modem.demuxStream(stream, sink, sink);
    const stop = (): void => {
      (stream as Writable & NodeJS.ReadableStream).destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    void finished(stream)
      .catch((error: unknown) => {
        if (!signal.aborted)
          run.log('harness', 'warn', `the log of ${this.name} is incomplete: ${String(error)}`);
      })
      .then(() => {
        signal.removeEventListener('abort', stop);
        lines.end();
        file.end();
        this.#logEnded.resolve();
      });
  }

  /** Waits for the rest of the output of an ended container. */
  async readToEnd(signal: AbortSignal): Promise<void> {
    if (!this.#following) return;
    await Promise.race([this.#logEnded.promise, pause(systemClock, LOG_ENDS_WITHIN_MS, signal)]);
  }

  /** Resolves when it is no longer running. */
  async ended(signal: AbortSignal): Promise<void> {
    await this.#container.wait({ abortSignal: signal });
  }
}
