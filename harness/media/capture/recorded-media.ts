import { type DecodedMedia, type DecodeOptions, decodeMedia } from '../decode/decode-media.ts';
import { probeMedia } from '../probe/ffprobe.ts';
import type { MediaProbe } from '../probe/media-probe.ts';

/** A recording as it is measured: its packets, its pictures and its sound, all on its own clock. */
export interface RecordedMedia {
  readonly probe: MediaProbe;
  readonly decoded: DecodedMedia;
}

/**
 * Probes and decodes a recording.
 *
 * @param decoded what is known of it already
 * @throws MediaToolError
 */
export async function readRecording(
  file: string,
  options: DecodeOptions,
  decoded?: Promise<DecodedMedia>,
): Promise<RecordedMedia> {
  const [probe, media] = await Promise.all([
    probeMedia(file, options),
    decoded ?? decodeMedia(file, options),
  ]);
  return { probe, decoded: media };
}
