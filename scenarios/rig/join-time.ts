import { resolve } from 'node:path';
import { decodePcm, locateAudio } from '../../harness/media/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { Joined } from '../evidence/collect-fragments.ts';
import type { DubbingRig } from './dubbing-rig.ts';

const DECODE_WITHIN_MS = 30_000;
/** A worker's clock starts with its first sample, apart from encoder delay. */
const ON_TIME_S = 0.1;

/** What is published. */
export interface PublishedLeadIn {
  /** Absolute path, or in the run folder. */
  readonly clipFile: string;
  readonly leadInS: number;
  readonly segmentS: number;
  readonly withinMs: number;
}

/**
 * Measures how many seconds had been published when the pipeline joined. A segment that belongs to the clip however
 * much of the lead-in was missed is located in the published file by its audio. Its position there minus its time on
 * the worker's clock is the result: 0 when the worker was present from the start, or without a lead-in.
 */
export async function findJoinTime(
  ctx: DubbingContext,
  { live: { observer }, run, audioCache }: Pick<DubbingRig, 'live' | 'run' | 'audioCache'>,
  { clipFile, leadInS, segmentS, withinMs }: PublishedLeadIn,
): Promise<Joined> {
  if (leadInS === 0) return { joinedS: 0 };
  const index = Math.ceil(leadInS / segmentS - 1e-6);
  await ctx.poll('fragment:data', async () => observer.fragments.sent.length, {
    until: (count) => count > index,
    everyMs: 50,
    withinMs,
    expected: `a segment after the lead-in of ${leadInS} s`,
  });
  const sent = observer.fragments.sent[index];
  if (sent === undefined) return { unknown: 'the segment after the lead-in was not observed' };
  const { audio, timestamp } = sent.payload;
  const bytes = Buffer.from(audio.data_base64, 'base64');
  const path = await ctx.attach(`after-the-lead-in.${audio.format}`, bytes, 'audio/mp4');
  const options = { signal: ctx.signal, withinMs: DECODE_WITHIN_MS };
  const [segment, published] = await Promise.all([
    audioCache.decode(path),
    decodePcm(resolve(run.folder, clipFile), options),
  ]);
  // Searched in the whole file: near its expected place, other words of the same voice may be similar enough.
  const place = locateAudio(segment, published);
  if (!place.found)
    return { unknown: `the audio of segment ${index} is not in ${clipFile}: ${place.reason}` };
  const lateS = Math.round((place.startS - timestamp / 1000) * 1000) / 1000;
  return { joinedS: lateS < ON_TIME_S ? 0 : lateS };
}
