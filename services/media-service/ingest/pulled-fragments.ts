import { trackSpan } from '../mp4/media-fragment.ts';
import type { RecordingPart } from '../mp4/split-recording.ts';
import type { OpenSource } from './open-source.ts';
import type { FirstPicture } from './source-feed.ts';

/** Where MediaMTX would begin another recording (0084), give or take. */
const MOST_FORWARD_S = 5;

/**
 * The fragments of a source whose times are its publisher's, up to where that clock jumps forward. What came before
 * is read; the connection is closed, and another one goes on with what comes after.
 */
export async function* pulledFragments(
  { fragments, tracks, videoTrack, beginsS }: OpenSource,
  onFirstPicture: (picture: FirstPicture) => void,
): AsyncGenerator<RecordingPart, void, undefined> {
  let hasPicture = false;
  let endS = beginsS;
  for await (const part of fragments) {
    const spans = tracks.flatMap((track) => trackSpan(part.bytes, track) ?? []);
    if (spans.some(({ startS }) => startS > endS + MOST_FORWARD_S)) return;
    endS = Math.max(endS, ...spans.map((span) => span.endS));
    const shownS = trackSpan(part.bytes, videoTrack)?.keyframeS;
    if (!hasPicture && shownS !== undefined) {
      hasPicture = true;
      onFirstPicture({ shownS, beginsS });
    }
    yield part;
  }
}
