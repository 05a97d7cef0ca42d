import { join, resolve } from 'node:path';
import {
  describeClip,
  FixtureError,
  findFixture,
  inspectFixture,
  type VerifiedFixture,
} from '../../fixtures/index.ts';
import { HarnessError } from '../../harness/engine/index.ts';
import { encodeClip, type PublishProtocol, writeLeadIn } from '../../harness/media/index.ts';
import type { PublishedClip } from '../evidence/environment-output.ts';
import { leadInLengthS, shiftWords } from '../evidence/lead-in.ts';

/** The clip with its lead-in, in the run folder. */
export const PUBLISHED_FILE = 'published.mp4';
/** The published tracks of a clip, in the run folder. Without edit lists, Matroska keeps the frames that one hides. */
const EXTRACTED_FILE = { plain: 'tracks.mp4', unhidden: 'tracks.mkv' };
/** The clip as it was encoded for a scenario, in the run folder. */
export const ENCODED_FILE = 'encoded.mp4';
const WRITE_WITHIN_MS = 45_000;

/** The clip differs from its manifest or cannot be examined, so a run would be inconclusive. */
class FixtureRejectedError extends HarnessError {
  constructor(cause: FixtureError) {
    const isOfMachine = cause.code === 'FFPROBE_NOT_FOUND' || cause.code === 'FIXTURE_UNREADABLE';
    const fault = isOfMachine ? 'ENVIRONMENT' : 'INCONCLUSIVE';
    super(cause.message, { code: cause.code, fault, cause: cause.cause });
  }
}

/**
 * MediaMTX makes an RTMP publisher's path available after 2 s of media, and the hook, the worker and the steps need some of
 * what follows.
 */
const SHORTEST_S = { rtmp: 2, rtsp: 1 } as const;

/** The stream would end before MediaMTX makes it available. */
class ClipTooShortError extends HarnessError {
  constructor(durationS: number, protocol: PublishProtocol) {
    super(
      `the clip lasts ${durationS} s, and at least ${SHORTEST_S[protocol]} s can be published over ${protocol.toUpperCase()}. ` +
        'Use a longer clip, or publish a lead-in before it: --lead-in 5s',
      { code: 'CLIP_TOO_SHORT', fault: 'INCONCLUSIVE' },
    );
  }
}

/**
 * Requires that a stream lasts until it is available.
 *
 * @throws {HarnessError} CLIP_TOO_SHORT
 */
export function requireLength(
  { durationS }: Pick<PublishedClip['clip'], 'durationS'>,
  protocol: PublishProtocol,
): void {
  if (durationS < SHORTEST_S[protocol]) throw new ClipTooShortError(durationS, protocol);
}

/** Lead-in and clip have an unexpected number of frames, so frames could not be identified by their position. */
class LeadInNotExactError extends HarnessError {
  constructor(file: string, expected: number, found: number) {
    super(
      `${file}: expected ${expected} frames of lead-in and clip, found ${found}. Use a clip with a constant frame rate`,
      { code: 'LEAD_IN_NOT_EXACT', fault: 'INCONCLUSIVE' },
    );
  }
}

/** A clip that matches its manifest. */
export interface LoadedClip {
  readonly published: PublishedClip;
  /** Absent when the file can be published as it is. */
  readonly extraction?: VerifiedFixture['extraction'];
}

/**
 * Finds a clip and compares it with its manifest.
 *
 * @param nameOrPath of a clip in `fixtures/`, or the path of another
 * @throws {HarnessError} with the code of the {@link FixtureError}, naming the difference
 */
export async function loadClip(nameOrPath: string): Promise<LoadedClip> {
  try {
    const clipFile = await findFixture(nameOrPath);
    const { manifest, extraction } = await inspectFixture(clipFile);
    const published = { clipFile: resolve(clipFile), clip: manifest, leadInS: 0 };
    return { published, ...(extraction !== undefined && { extraction }) };
  } catch (error) {
    if (error instanceof FixtureError) throw new FixtureRejectedError(error);
    throw error;
  }
}

/**
 * Writes the published tracks of a clip to a file of their own, unchanged, when its file has others, hides frames or does
 * not start at 0.
 *
 * @param to.folder run folder
 * @param to.fileName makes a name unique to the stream
 * @returns what is published in place of the clip
 * @throws {MediaToolError}
 */
export async function extractTracks(
  { published, extraction }: LoadedClip,
  { folder, fileName }: { readonly folder: string; readonly fileName: (name: string) => string },
  signal: AbortSignal,
): Promise<PublishedClip> {
  if (extraction === undefined) return published;
  const { clipFile, clip } = published;
  const { hiddenS } = extraction;
  const name = fileName(hiddenS > 0 ? EXTRACTED_FILE.unhidden : EXTRACTED_FILE.plain);
  const target = join(folder, name);
  const tracks = [clip.video.track ?? 'v:0', clip.audio.track ?? 'a:0'].flatMap((track) => [
    '-map',
    `0:${track}`,
  ]);
  const args = [...tracks, '-map_chapters', '-1', '-write_tmcd', '0', '-copytb', '1'];
  await encodeClip(clipFile, { args, target, signal, withinMs: WRITE_WITHIN_MS });
  const speech = { language: clip.language, words: shiftWords(clip.words, hiddenS) };
  return {
    ...published,
    clipFile: name,
    clip: { ...(await describeClip(target)), ...speech, ...hintsOf(clip) },
  };
}

function hintsOf({ domainHints }: PublishedClip['clip']): Pick<PublishedClip['clip'], 'domainHints'> {
  return domainHints === undefined ? {} : { domainHints };
}

export interface LeadInPlan {
  /** Requested length. It is rounded up to whole segments. */
  readonly leadInS: number;
  readonly segmentS: number;
  /** Run folder. */
  readonly folder: string;
}

/**
 * Puts a lead-in of whole segments before the clip, so that the clip is cut as it would be without one.
 *
 * @returns what is published in place of the clip; its words are shifted by the lead-in
 * @throws {HarnessError} LEAD_IN_NOT_EXACT
 * @throws {MediaToolError}
 */
export async function addLeadIn(
  { clipFile, clip }: PublishedClip,
  { leadInS, segmentS, folder }: LeadInPlan,
  signal: AbortSignal,
): Promise<PublishedClip> {
  const target = join(folder, PUBLISHED_FILE);
  const { width, height, frameRate, frameCount } = clip.video;
  const { sampleRateHz, channels } = clip.audio;
  const leadIn = await writeLeadIn(
    { file: resolve(folder, clipFile), width, height, frameRate, sampleRateHz, channels },
    { leadInS: leadInLengthS(leadInS, segmentS), target, signal, withinMs: WRITE_WITHIN_MS },
  );
  const described = await describeClip(target);
  const expected = leadIn.frames + frameCount;
  if (described.video.frameCount !== expected) {
    throw new LeadInNotExactError(target, expected, described.video.frameCount);
  }
  return {
    clipFile: PUBLISHED_FILE,
    clip: {
      ...described,
      ...hintsOf(clip),
      language: clip.language,
      words: shiftWords(clip.words, leadIn.durationS),
    },
    leadInS: leadIn.durationS,
  };
}

/**
 * Encodes a clip for a scenario.
 *
 * @param args of ffmpeg
 * @returns what is published in place of the clip: the same frames and words at the same times
 * @throws {MediaToolError}
 */
export async function reencode(
  { clipFile, clip, leadInS }: PublishedClip,
  { args, folder }: { readonly args: readonly string[]; readonly folder: string },
  signal: AbortSignal,
): Promise<PublishedClip> {
  const target = join(folder, ENCODED_FILE);
  await encodeClip(resolve(folder, clipFile), { args, target, signal, withinMs: WRITE_WITHIN_MS });
  const { language, words } = clip;
  return {
    clipFile: ENCODED_FILE,
    clip: { ...(await describeClip(target)), ...hintsOf(clip), language, words },
    leadInS,
  };
}
