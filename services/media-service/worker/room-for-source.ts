import { setTimeout as sleep } from 'node:timers/promises';
import type { Dubber } from '../dubbing/dubber.ts';

const POLL_MS = 40;

export interface RoomForSourceOptions {
  /** What has been read of the source and waits to be aired. */
  readonly hold: { readonly isFull: boolean };
  readonly output: { readonly isStarving: boolean };
  readonly dubber: Pick<Dubber, 'hurry'>;
  readonly signal: AbortSignal;
}

/**
 * Waits until the worker may take more of the source: the recording keeps the rest. While the output has nothing to
 * air, waiting would not make room: then the oldest window under way goes out as it came; where none is, because its
 * end has not been read, the source is taken all the same.
 */
export async function roomForSource({ hold, output, dubber, signal }: RoomForSourceOptions): Promise<void> {
  while (hold.isFull) {
    if (output.isStarving && !dubber.hurry('the worker holds as much of the source as it may')) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}
