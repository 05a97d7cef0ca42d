import type { FaultPlan, FaultState } from '../../contracts/sts-faults.ts';
import type { FaultAudio } from './fault-audio.ts';
import { StreamFaults } from './stream-faults.ts';

/** Streams that may have faults at once: a bound for who sets faults and never removes them. */
const MAX_STREAMS = 1000;

/** Too many streams have faults. */
export class FaultsFullError extends Error {
  readonly code = 'FAULTS_FULL';
  readonly statusCode = 409;

  constructor() {
    super(`${MAX_STREAMS} streams have faults, more may not: DELETE those that are not needed any more.`);
    this.name = 'FaultsFullError';
  }
}

/** The faults of all streams, by the stream's id; also of streams that have not started. */
export class FaultRegistry {
  readonly #audio: FaultAudio;
  readonly #streams = new Map<string, StreamFaults>();

  constructor(audio: FaultAudio) {
    this.#audio = audio;
  }

  /** The faults in force for a stream. */
  of(streamId: string): StreamFaults | undefined {
    return this.#streams.get(streamId);
  }

  /**
   * Replaces the faults of a stream.
   *
   * @throws {FaultsFullError}
   */
  set(streamId: string, plan: FaultPlan): void {
    const before = this.#streams.get(streamId);
    if (before === undefined && this.#streams.size >= MAX_STREAMS) throw new FaultsFullError();
    this.#streams.set(streamId, new StreamFaults(plan, this.#audio));
    before?.remove();
  }

  /** They stop at once: what they hold back goes out. */
  remove(streamId: string): void {
    const before = this.#streams.get(streamId);
    this.#streams.delete(streamId);
    before?.remove();
  }

  describe(streamId: string): FaultState {
    return { stream_id: streamId, faults: this.of(streamId)?.describe() ?? [] };
  }
}
