import { LiveStream } from './live-stream.ts';
import type { Pipeline } from './pipeline.ts';

/** Runs live streams one after the other for the duration of the fuzz. */
export class LiveStreams implements AsyncDisposable {
  /** Output of the scenarios that did not pass. */
  readonly failures: string[] = [];
  readonly #scenario: string;
  readonly #pipeline: Pipeline;
  readonly #streaming: Promise<void>;
  #current: LiveStream;
  #count = 1;
  #isFinishing = false;

  /** Resolves when the first stream is live, or when `signal` is aborted. */
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
    this.#streaming = this.#run();
  }

  /** Id of the current stream, which may still be starting. */
  get id(): string {
    return this.#current.id;
  }

  get count(): number {
    return this.#count;
  }

  /** Starts no further stream. Resolves when the current scenario has ended. */
  async finish(): Promise<void> {
    this.#isFinishing = true;
    await this.#streaming;
  }

  /** Stops the current scenario. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isFinishing = true;
    await this.#current.stop();
    await this.#streaming;
  }

  async #run(): Promise<void> {
    for (;;) {
      const failure = await this.#current.result();
      if (failure !== undefined)
        this.failures.push(`the scenario of stream ${this.id} did not pass:\n${failure}`);
      if (this.#isFinishing) return;
      this.#count += 1;
      this.#current = new LiveStream(this.#count, this.#scenario, this.#pipeline);
    }
  }
}
