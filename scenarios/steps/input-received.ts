import { join } from 'node:path';
import { describeClip, type FixtureManifest } from '../../fixtures/index.ts';
import { HarnessError } from '../../harness/engine/index.ts';
import { copyRecordings, probeMedia } from '../../harness/media/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { type ClipPart, clipOutputSchema, clipPartsSchema } from '../evidence/environment-output.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';

/** The first recording of the input, in the run folder. */
const RECEIVED_FILE = 'received.mp4';
const PROBE_WITHIN_MS = 10_000;

/** How much was received cannot be told. */
class InputNotRecordedError extends HarnessError {
  constructor(path: string) {
    super(`${path} is recorded where this machine cannot read it: run this scenario with --env process`, {
      code: 'INPUT_NOT_RECORDED',
      fault: 'ENVIRONMENT',
    });
  }
}

/**
 * What MediaMTX received of a publisher that broke off: the output is held to this, not to the whole clip. What came
 * over a later connection is directly after what came before: nothing is made up in between.
 *
 * @param how.connections how often it published, once by default
 */
export function inputReceived(how: { readonly connections?: number } = {}): DubbingStep {
  const { connections = 1 } = how;
  return {
    id: 'input-received',
    title: 'What MediaMTX received of the clip',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const { clip, leadInS } = ctx.outputOf('environment-setup', clipOutputSchema);
      const { folder } = rig.run;
      const parts = await ctx.evidence('received-parts', clipPartsSchema, () => takeParts(ctx, rig));
      for (const { file } of parts) ctx.attachFile(file, file, 'video/mp4');
      const received = await described(folder, parts, clip);
      ctx.check('input-connections', { actual: parts.length, expected: connections });
      ctx.record('received-duration', { value: received.durationS, unit: 's' });
      ctx.record('received-frames', { value: `${received.video.frameCount} of ${clip.video.frameCount}` });
      ctx.check('input-incomplete', {
        actual: received.durationS < clip.durationS - 1,
        expected: true,
      });
      return { clipFile: rig.fileName(RECEIVED_FILE), clip: received, leadInS, parts };
    },
  };
}

/** Copies the recordings of the input into the run folder. */
async function takeParts(ctx: DubbingContext, rig: DubbingRig): Promise<ClipPart[]> {
  const { recordingsFolder } = rig.live.environment;
  if (recordingsFolder === undefined) throw new InputNotRecordedError(rig.inPath);
  const { folder } = rig.run;
  const nameOf = (index: number): string => rig.fileName(fileOf(index));
  const taken = await copyRecordings(recordingsFolder, rig.inPath, (index) => join(folder, nameOf(index)));
  const options = { signal: ctx.signal, withinMs: PROBE_WITHIN_MS };
  const probes = await Promise.all(taken.map(({ file }) => probeMedia(file, options)));
  let startS = 0;
  return probes.map(({ format: { durationS = 0 } }, index) => {
    const part = { file: nameOf(index), startS, durationS };
    startS += durationS;
    return part;
  });
}

function fileOf(index: number): string {
  return index === 0 ? RECEIVED_FILE : `received-part-${index + 1}.mp4`;
}

/** All that was received. Which words a later part holds is not known. */
async function described(
  folder: string,
  parts: readonly ClipPart[],
  { language, words }: FixtureManifest,
): Promise<FixtureManifest> {
  const clips = await Promise.all(parts.map(({ file }) => describeClip(join(folder, file))));
  const [first] = clips;
  const [part, last] = [parts[0], parts.at(-1)];
  if (first === undefined || part === undefined || last === undefined) throw new RangeError('no part');
  return {
    ...first,
    durationS: last.startS + last.durationS,
    video: { ...first.video, frameCount: clips.reduce((sum, { video }) => sum + video.frameCount, 0) },
    language,
    words: words.filter(({ endS }) => endS <= part.durationS),
  };
}
