import { decodePcm, MediaToolError, type Pcm } from '../../harness/media/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';

/** In addition to the length of the clip: it is decoded much faster than in real time. */
const DECODE_WITHIN_MS = 60_000;

/** Decodes the audio of what is published. @returns undefined when the file is no longer there, as in an old run */
export async function decodeSound(
  ctx: Pick<DubbingContext, 'log' | 'signal'>,
  { file, durationS }: { readonly file: string; readonly durationS: number },
): Promise<Pcm | undefined> {
  try {
    return await decodePcm(file, { signal: ctx.signal, withinMs: DECODE_WITHIN_MS + durationS * 1000 });
  } catch (error) {
    if (!(error instanceof MediaToolError)) throw error;
    ctx.log('warn', `the audio of the clip was not examined: ${error.message}`);
    return undefined;
  }
}
