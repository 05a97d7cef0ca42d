import { LiveStream } from './live-stream.ts';
import type { Pipeline } from './pipeline.ts';

/** Streams that are live, one after the other, for as long as there is bad input. */
export class LiveStreams implements AsyncDisposable {
  /** What scenarios that did not pass had to say. */
  readonly failures: string[] = [];
  readonly #scenario: string;
  readonly #pipeline: Pipeline;
  readonly #streaming: Promise<void>;
  #current: LiveStream;
  #count = 1;
  #enough = false;

  /** Resolves when the first is live, or at `signal`. */
  static async start(scenario: string, pipeline: Pipeline, signal: AbortSignal): Promise<LiveStreams> {
    const streams = new LiveStreams(scenario, pipeline);
    try {
      await streams.#current.live(pipeline, signal);
    } catch (error) {
      await streams[Symbol.asyncDispose]();
      throw error;
    }
    return streams;
  }

  private constructor(scenario: string, pipeline: Pipeline) {
    this.#scenario = scenario;
    this.#pipeline = pipeline;
    this.#current = new LiveStream(1, scenario, pipeline);
    this.#streaming = this.#goOn();
  }

  /** Id of the one that is live now, or about to be. */
  get id(): string {
    return this.#current.id;
  }

  get count(): number {
    return this.#count;
  }

  /** Lets none come after the present one; resolves when that has been judged. */
  async finish(): Promise<void> {
    this.#enough = true;
    await this.#streaming;
  }

  /** Ends the present one, judged or not. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#enough = true;
    await this.#current.stop();
    await this.#streaming;
  }

  async #goOn(): Promise<void> {
    for (;;) {
      const failure = await this.#current.judged();
      if (failure !== undefined) this.failures.push(`the stream ${this.id} did not pass:\n${failure}`);
      if (this.#enough) return;
      this.#count += 1;
      this.#current = new LiveStream(this.#count, this.#scenario, this.#pipeline);
    }
  }
}
