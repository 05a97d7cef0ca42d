import { join } from 'node:path';
import { describeClip } from '../../fixtures/index.ts';
import { HarnessError } from '../../harness/engine/index.ts';
import { writeLeadIn } from '../../harness/media/index.ts';
import { leadInOf, shiftWords } from '../evidence/slate.ts';
import type { Fixture } from './load-fixture.ts';

/** The clip with its slate, in the run folder. */
export const PUBLISHED_FILE = 'published.mp4';
const WRITE_WITHIN_MS = 45_000;

/** Slate and clip came out with another number of frames than they should have: no frame could be told by it. */
class LeadInNotExactError extends HarnessError {
  constructor(file: string, expected: number, found: number) {
    super(
      `${file} should have ${expected} frames, slate and clip, and has ${found}: use a clip of a steady frame rate`,
      {
        code: 'LEAD_IN_NOT_EXACT',
        fault: 'INCONCLUSIVE',
      },
    );
  }
}

/** The length that was asked for, and the pipeline's windows that it is made up to. */
export interface LeadInPlan {
  readonly leadInS: number;
  readonly segmentS: number;
  /** Run folder. */
  readonly folder: string;
}

/**
 * Puts a slate before the clip, as long as whole windows: so the clip's windows are cut where they would be without
 * it, and are held to the same.
 *
 * @returns what is published instead of the clip, with the words where they are in it
 * @throws {HarnessError} LEAD_IN_NOT_EXACT
 * @throws {MediaToolError}
 */
export async function addLeadIn(
  { clipFile, clip }: Fixture,
  { leadInS, segmentS, folder }: LeadInPlan,
  signal: AbortSignal,
): Promise<Fixture> {
  const target = join(folder, PUBLISHED_FILE);
  const { width, height, frameRate, frameCount } = clip.video;
  const { sampleRateHz, channels } = clip.audio;
  const leadIn = await writeLeadIn(
    { file: clipFile, width, height, frameRate, sampleRateHz, channels },
    { leadInS: leadInOf(leadInS, segmentS), target, signal, withinMs: WRITE_WITHIN_MS },
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
