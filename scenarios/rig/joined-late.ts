import { resolve } from 'node:path';
import { decodePcm, locateAudio } from '../../harness/media/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig } from './dubbing-rig.ts';

const DECODE_WITHIN_MS = 30_000;
/** A worker's clock begins with its first sample, give or take what encoders put before it. */
const ON_TIME_S = 0.1;

/** What is published, as the step that asks knows it. */
export interface PublishedSlate {
  /** Absolute path, or in the run folder. */
  readonly clipFile: string;
  readonly leadInS: number;
  readonly segmentS: number;
  readonly withinMs: number;
}

/**
 * How much of what is published was over when the pipeline joined: the sound of a window that is surely one of the
 * clip, whatever was lost of the slate, is found in the published file. Its place there, less that on the worker's
 * clock, is what the worker has missed.
 *
 * @returns seconds; 0 when it was there from the beginning, or without a slate
 */
export async function joinedLateS(
  ctx: DubbingContext,
  { live: { observer }, run, sounds }: DubbingRig,
  { clipFile, leadInS, segmentS, withinMs }: PublishedSlate,
): Promise<number> {
  if (leadInS === 0) return 0;
  const index = Math.ceil(leadInS / segmentS - 1e-6);
  await ctx.poll('fragment:data', async () => observer.fragments.sent.length, {
    until: (count) => count > index,
    everyMs: 50,
    withinMs,
    expected: `a window after the ${leadInS} s of the slate`,
  });
  const sent = observer.fragments.sent[index];
  if (sent === undefined) return 0;
  const { audio, timestamp } = sent.payload;
  const bytes = Buffer.from(audio.data_base64, 'base64');
  const path = await ctx.attach(`after-the-slate.${audio.format}`, bytes, 'audio/mp4');
  const options = { signal: ctx.signal, withinMs: DECODE_WITHIN_MS };
  const [window, published] = await Promise.all([
    sounds.decode(path),
    decodePcm(resolve(run.folder, clipFile), options),
  ]);
  // Everywhere: near where it would be on time, other words of the same voice may be alike enough.
  const place = locateAudio(window, published);
  if (!place.found) {
    ctx.record('pipeline-joined-after', { value: `not known, taken for the beginning: ${place.reason}` });
    return 0;
  }
  const lateS = Math.round((place.startS - timestamp / 1000) * 1000) / 1000;
  const missedS = lateS < ON_TIME_S ? 0 : lateS;
  ctx.record('pipeline-joined-after', { value: missedS, unit: 's' });
  return missedS;
}
