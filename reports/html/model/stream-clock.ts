import { z } from 'zod';
import type { RunEvent } from '../../../harness/engine/event.ts';
import type { RunResult } from '../../../harness/engine/run-result.ts';
import type { StreamTimes } from './fragment-traces.ts';

const publishedSchema = z.object({ publishedAtMs: z.number() });
const endedSchema = z.object({ endedAtMs: z.number() });
const durationSchema = z.object({ durationS: z.number(), windows: z.array(z.unknown()) });

/** Learns when the stream was published, and when its output ended. */
export class StreamClock {
  #publishedMs: number | undefined;
  #endedMs: number | undefined;

  add(event: RunEvent): void {
    if (event.type === 'observation' && event.source === 'output') {
      this.#endedMs ??= endedSchema.safeParse(event.data).data?.endedAtMs;
    } else if (event.type === 'step:end') {
      this.#publishedMs ??= publishedSchema.safeParse(event.result.output).data?.publishedAtMs;
    }
  }

  times({ steps }: RunResult): StreamTimes {
    const durationS = steps
      .flatMap(({ output }) => durationSchema.safeParse(output).data?.durationS ?? [])
      .at(-1);
    return {
      ...(this.#publishedMs !== undefined && { publishedMs: this.#publishedMs }),
      // Its audio paces the output, so the end of it is the best-known point of its clock.
      ...(this.#endedMs !== undefined &&
        durationS !== undefined && { outputZeroMs: this.#endedMs - durationS * 1000 }),
    };
  }
}
