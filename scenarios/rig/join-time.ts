import { resolve } from 'node:path';
import { decodePcm, locateAudio } from '../../harness/media/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { Joined } from '../evidence/collect-fragments.ts';
import { fragmentStartsMs } from '../evidence/fragment-starts.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { describeView, StreamLife, whyOver } from './stream-life.ts';
import type { WaitLimits } from './wait-limits.ts';

const DECODE_WITHIN_MS = 30_000;
/** A worker's clock starts with its first sample, apart from encoder delay. */
const ON_TIME_S = 0.1;

/** What is published. */
export interface PublishedLeadIn extends WaitLimits {
  /** Absolute path, or in the run folder. */
  readonly clipFile: string;
  readonly leadInS: number;
  readonly segmentS: number;
}

/**
 * Measures how many seconds had been published when the pipeline joined. A segment that belongs to the clip however
 * much of the lead-in was missed is located in the published file by its audio. Its position there minus its time on
 * the worker's clock is the result: 0 when the worker was present from the start, or without a lead-in.
 */
export async function findJoinTime(
  ctx: DubbingContext,
  rig: Pick<DubbingRig, 'live' | 'run' | 'options' | 'streamId' | 'audioCache'>,
  { clipFile, leadInS, segmentS, withinMs, endsEarly }: PublishedLeadIn,
): Promise<Joined> {
  if (leadInS === 0) return { joinedS: 0 };
  const index = Math.ceil(leadInS / segmentS - 1e-6);
  const {
    live: { observer },
    run,
    audioCache,
  } = rig;
  const life = new StreamLife(rig);
  const progress = async (signal: AbortSignal) => ({
    sent: observer.fragments.sent.length,
    view: await life.look(signal),
  });
  await ctx.poll('fragment:data', progress, {
    until: ({ sent }) => sent > index,
    ...(endsEarly && { unreachable: ({ view }) => whyOver(view) }),
    everyMs: 50,
    withinMs,
    expected: `a segment after the lead-in of ${leadInS} s`,
    summarise: ({ sent, view }) => `${sent} sent, ${describeView(view)}`,
  });
  const { sent } = observer.fragments;
  const payload = sent[index]?.payload;
  const startMs = fragmentStartsMs(sent.map((fragment) => fragment.payload))[index];
  if (payload === undefined || startMs === undefined)
    return { unknown: 'the segment after the lead-in was not observed' };
  const { audio } = payload;
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
  const lateS = Math.round((place.startS - startMs / 1000) * 1000) / 1000;
  return { joinedS: lateS < ON_TIME_S ? 0 : lateS };
}
