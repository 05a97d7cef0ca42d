import { boxAt } from './boxes.ts';

/** A piece of a recording that is larger than this is none. */
const MAX_PART_BYTES = 32 * 1024 * 1024;

/** A part of a fragmented MP4: its index (`ftyp`, `moov`), or a fragment (`moof`, `mdat`). */
export interface RecordingPart {
  readonly kind: 'index' | 'fragment';
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** The bytes are no fragmented MP4. */
export class NotARecordingError extends Error {
  override readonly name = 'NotARecordingError';
  readonly code = 'NOT_A_RECORDING';
}

/**
 * Cuts a fragmented MP4 into its index and its fragments as its bytes come. A fragment that was never finished is
 * left out.
 *
 * @param chunks the file's bytes; closed when nobody reads on
 * @param from where in the file they begin
 * @throws {NotARecordingError} for a box without a sensible size
 */
export async function* splitRecording(
  chunks: AsyncIterable<Buffer>,
  from = 0,
): AsyncGenerator<RecordingPart, void, undefined> {
  let offset = from;
  let held: Buffer = Buffer.alloc(0);
  /** Up to where the boxes in `held` are whole. */
  let walked = 0;
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (true) {
      const box = boxAt(held, walked);
      const isTooLarge =
        (box?.end ?? 0) > MAX_PART_BYTES || (box === undefined && held.length - walked >= 16);
      if (isTooLarge) {
        const found = held.toString('hex', walked, walked + 8);
        throw new NotARecordingError(`no box of an MP4 begins at byte ${offset + walked} (found: ${found})`);
      }
      if (box === undefined || box.end > held.length) break;
      walked = box.end;
      const kind = box.type === 'moov' ? 'index' : box.type === 'mdat' ? 'fragment' : undefined;
      if (kind === undefined) continue;
      // A copy: whoever holds a fragment must not hold the chunks that it came in.
      yield { kind, bytes: Buffer.from(held.subarray(0, walked)), offset };
      offset += walked;
      held = held.subarray(walked);
      walked = 0;
    }
  }
}
