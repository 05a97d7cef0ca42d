import { join } from 'node:path';
import { describeClip, type FixtureManifest } from '../../fixtures/index.ts';
import { HarnessError } from '../../harness/engine/index.ts';
import { copyRecordings, probeMedia } from '../../harness/media/index.ts';
import { type ClipPart, clipPartsSchema } from '../../harness/run-data/published-clip.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';

/** The first recording of the input, in the run folder. */
const RECEIVED_FILE = 'received.mp4';
const PROBE_WITHIN_MS = 10_000;

/** The recording of the input cannot be read, so the received media are unknown. */
class InputNotRecordedError extends HarnessError {
  constructor(path: string) {
    super(`this machine cannot read the recordings of ${path}. Use --env process`, {
      code: 'INPUT_NOT_RECORDED',
      fault: 'ENVIRONMENT',
    });
  }
}

/** A recording of the input has no duration, so later parts cannot be placed. */
class InputUnreadableError extends HarnessError {
  constructor(file: string) {
    super(`${file} has no duration: the recording of the input is damaged`, {
      code: 'INPUT_UNREADABLE',
      fault: 'INCONCLUSIVE',
    });
  }
}

/**
 * What MediaMTX received of an interrupted publisher: the output is compared with this instead of the whole clip. What
 * came over a later connection follows directly on what came before.
 *
 * @param how.connections number of connections of the publisher; 1 by default
 */
export function inputReceived(how: { readonly connections?: number } = {}): DubbingStep {
  const { connections = 1 } = how;
  return {
    id: 'input-received',
    title: 'MediaMTX received part of the clip',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const { clip, leadInS } = ctx.outputOf('environment-setup', clipOutputSchema);
      const { folder } = rig.run;
      const parts = await ctx.evidence('received-parts', clipPartsSchema, () => copyParts(ctx, rig));
      for (const { file } of parts) ctx.attachFile(file, file, 'video/mp4');
      const received = await describeParts(folder, parts, clip);
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
async function copyParts(ctx: DubbingContext, rig: DubbingRig): Promise<ClipPart[]> {
  const { recordingsFolder } = rig.live.environment;
  if (recordingsFolder === undefined) throw new InputNotRecordedError(rig.inPath);
  const { folder } = rig.run;
  const nameOf = (index: number): string => rig.fileName(fileOf(index));
  const copied = await copyRecordings(recordingsFolder, rig.inPath, (index) => join(folder, nameOf(index)));
  const options = { signal: ctx.signal, withinMs: PROBE_WITHIN_MS };
  const probes = await Promise.all(copied.map(({ file }) => probeMedia(file, options)));
  let startS = 0;
  return probes.map(({ format: { durationS } }, index) => {
    const file = nameOf(index);
    if (durationS === undefined) throw new InputUnreadableError(file);
    const part = { file, startS, durationS };
    startS += durationS;
    return part;
  });
}

function fileOf(index: number): string {
  return index === 0 ? RECEIVED_FILE : `received-part-${index + 1}.mp4`;
}

/** Describes all that was received. The words of later parts are not known. */
async function describeParts(
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
