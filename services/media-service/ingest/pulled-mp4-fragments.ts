import { trackSpan } from '../mp4/mp4-fragment.ts';
import type { RecordingPart } from '../mp4/split-recording.ts';
import type { OpenSource } from './open-source.ts';
import type { FirstFrame } from './source-feed.ts';

/** The jump at which MediaMTX would start a new recording, approximately (docs/decisions/0084). */
const MAX_JUMP_S = 5;

/**
 * The MP4 fragments of a source with its publisher's timestamps, up to a forward jump of these. The connection is then
 * closed, and a new one continues after the jump.
 */
export async function* pulledMp4Fragments(
  { mp4Fragments, tracks, videoTrack, startS }: OpenSource,
  onFirstFrame: (frame: FirstFrame) => void,
): AsyncGenerator<RecordingPart, void, undefined> {
  let hasFrame = false;
  let endS = startS;
  for await (const part of mp4Fragments) {
    const spans = tracks.flatMap((track) => trackSpan(part.bytes, track) ?? []);
    if (spans.some((span) => span.startS > endS + MAX_JUMP_S)) return;
    endS = Math.max(endS, ...spans.map((span) => span.endS));
    const keyframeS = trackSpan(part.bytes, videoTrack)?.keyframeS;
    if (!hasFrame && keyframeS !== undefined) {
      hasFrame = true;
      onFirstFrame({ keyframeS, startS });
    }
    yield part;
  }
}
