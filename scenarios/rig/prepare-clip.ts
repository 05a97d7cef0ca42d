import { join, resolve } from 'node:path';
import { describeClip, FixtureError, findFixture, verifyFixture } from '../../fixtures/index.ts';
import { HarnessError } from '../../harness/engine/index.ts';
import { encodeClip, writeLeadIn } from '../../harness/media/index.ts';
import type { PublishedClip } from '../evidence/environment-output.ts';
import { leadInLengthS, shiftWords } from '../evidence/lead-in.ts';

/** The clip with its lead-in, in the run folder. */
export const PUBLISHED_FILE = 'published.mp4';
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

/** Lead-in and clip have an unexpected number of frames, so frames could not be identified by their position. */
class LeadInNotExactError extends HarnessError {
  constructor(file: string, expected: number, found: number) {
    super(
      `${file}: expected ${expected} frames of lead-in and clip, found ${found}. Use a clip with a constant frame rate`,
      { code: 'LEAD_IN_NOT_EXACT', fault: 'INCONCLUSIVE' },
    );
  }
}

/**
 * Finds a clip and compares it with its manifest.
 *
 * @param nameOrPath of a clip in `fixtures/`, or the path of another
 * @throws {HarnessError} with the code of the {@link FixtureError}, naming the difference
 */
export async function loadClip(nameOrPath: string): Promise<PublishedClip> {
  try {
    const clipFile = await findFixture(nameOrPath);
    return { clipFile: resolve(clipFile), clip: await verifyFixture(clipFile), leadInS: 0 };
  } catch (error) {
    if (error instanceof FixtureError) throw new FixtureRejectedError(error);
    throw error;
  }
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
    { file: clipFile, width, height, frameRate, sampleRateHz, channels },
    { leadInS: leadInLengthS(leadInS, segmentS), target, signal, withinMs: WRITE_WITHIN_MS },
  );
  const described = await describeClip(target);
  const expected = leadIn.frames + frameCount;
  if (described.video.frameCount !== expected) {
    throw new LeadInNotExactError(target, expected, described.video.frameCount);
  }
  return {
    clipFile: PUBLISHED_FILE,
    clip: { ...described, language: clip.language, words: shiftWords(clip.words, leadIn.durationS) },
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
  return { clipFile: ENCODED_FILE, clip: { ...(await describeClip(target)), language, words }, leadInS };
}
