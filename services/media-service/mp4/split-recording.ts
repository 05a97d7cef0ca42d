import { boxAt } from './boxes.ts';

/** A larger box is taken for invalid data. */
const MAX_PART_BYTES = 32 * 1024 * 1024;

/** A part of a fragmented MP4: its index (`ftyp`, `moov`), or an MP4 fragment (`moof`, `mdat`). */
export interface RecordingPart {
  readonly kind: 'index' | 'mp4Fragment';
  readonly bytes: Buffer;
  /** Its offset in the file. */
  readonly offset: number;
}

/** The bytes are not a fragmented MP4. */
export class NotARecordingError extends Error {
  override readonly name = 'NotARecordingError';
  readonly code = 'NOT_A_RECORDING';
}

/**
 * Splits a fragmented MP4 into its index and its MP4 fragments as its bytes arrive. An incomplete last one is dropped.
 *
 * @param chunks the file's bytes; closed when the iteration is abandoned
 * @param from offset of the first byte in the file
 * @throws {NotARecordingError} for a box with an impossible size
 */
export async function* splitRecording(
  chunks: AsyncIterable<Buffer>,
  from = 0,
): AsyncGenerator<RecordingPart, void, undefined> {
  let offset = from;
  let held: Buffer = Buffer.alloc(0);
  /** End of the complete boxes in `held`. */
  let parsed = 0;
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (true) {
      const box = boxAt(held, parsed);
      const isTooLarge =
        (box?.end ?? 0) > MAX_PART_BYTES || (box === undefined && held.length - parsed >= 16);
      if (isTooLarge) {
        const found = held.toString('hex', parsed, parsed + 8);
        throw new NotARecordingError(`expected an MP4 box at byte ${offset + parsed}, found ${found}`);
      }
      if (box === undefined || box.end > held.length) break;
      parsed = box.end;
      const kind = box.type === 'moov' ? 'index' : box.type === 'mdat' ? 'mp4Fragment' : undefined;
      if (kind === undefined) continue;
      // A copy: a view would keep the whole input chunks in memory.
      yield { kind, bytes: Buffer.from(held.subarray(0, parsed)), offset };
      offset += parsed;
      held = held.subarray(parsed);
      parsed = 0;
    }
  }
}
