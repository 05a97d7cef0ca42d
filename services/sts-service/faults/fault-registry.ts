import type { FaultPlan, FaultState } from '../../contracts/sts-faults.ts';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { FaultAudio } from './fault-audio.ts';
import { StreamFaults } from './stream-faults.ts';

/** Maximum number of streams with faults, for clients that set faults and never remove them. */
const MAX_STREAMS = 1000;

/** The maximum number of streams already have faults. */
export class FaultsFullError extends Error {
  readonly code = 'FAULTS_FULL';
  readonly statusCode = 409;

  constructor() {
    super(
      `${MAX_STREAMS} streams already have faults, which is the limit. DELETE faults that are no longer needed.`,
    );
    this.name = 'FaultsFullError';
  }
}

/** The faults of all streams by stream id, including streams that have not started. */
export class FaultRegistry {
  readonly #scratch: ScratchFolder;
  readonly #audio: FaultAudio;
  readonly #streams = new Map<string, StreamFaults>();

  private constructor(scratch: ScratchFolder) {
    this.#scratch = scratch;
    this.#audio = new FaultAudio(scratch);
  }

  static async create(): Promise<FaultRegistry> {
    return new FaultRegistry(await ScratchFolder.create());
  }

  /** The current faults of a stream. */
  of(streamId: string): StreamFaults | undefined {
    return this.#streams.get(streamId);
  }

  /**
   * Replaces the faults of a stream.
   *
   * @throws {FaultsFullError}
   */
  set(streamId: string, plan: FaultPlan): void {
    const previous = this.#streams.get(streamId);
    if (previous === undefined && this.#streams.size >= MAX_STREAMS) throw new FaultsFullError();
    this.#streams.set(streamId, new StreamFaults(plan, this.#audio));
    previous?.remove();
  }

  /** Removes the faults of a stream; results that they hold back are sent at once. */
  remove(streamId: string): void {
    const previous = this.#streams.get(streamId);
    this.#streams.delete(streamId);
    previous?.remove();
  }

  describe(streamId: string): FaultState {
    return { stream_id: streamId, faults: this.of(streamId)?.describe() ?? [] };
  }

  /** Removes the scratch files. */
  async dispose(): Promise<void> {
    await this.#scratch.remove();
  }
}
