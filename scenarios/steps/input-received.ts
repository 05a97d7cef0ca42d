import { join } from 'node:path';
import { describeClip } from '../../fixtures/index.ts';
import { HarnessError, type Step } from '../../harness/engine/index.ts';
import { takeRecording } from '../../harness/media/index.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';

/** The recording of the input, in the run folder. */
const RECEIVED_FILE = 'received.mp4';

/** How much was received cannot be told. */
class InputNotRecordedError extends HarnessError {
  constructor(path: string) {
    super(`${path} is recorded where this machine cannot read it: run this scenario with --env process`, {
      code: 'INPUT_NOT_RECORDED',
      fault: 'ENVIRONMENT',
    });
  }
}

/** What MediaMTX received of a publisher that broke off: the output is held to this, not to the whole clip. */
export function inputReceived(): Step<DubbingRig> {
  return {
    id: 'input-received',
    title: 'What MediaMTX received of the clip',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const { clip, leadInS } = ctx.outputOf('environment-setup', clipOutputSchema);
      const described = await ctx.evidence('received-clip', clipOutputSchema.shape.clip, async () => {
        const { recordingsFolder } = rig.live.environment;
        if (recordingsFolder === undefined) throw new InputNotRecordedError(rig.inPath);
        const file = join(rig.run.folder, RECEIVED_FILE);
        await takeRecording(recordingsFolder, rig.inPath, file);
        const { language } = clip;
        const received = await describeClip(file);
        const words = clip.words.filter(({ endS }) => endS <= received.durationS);
        return { ...received, language, words };
      });
      ctx.attachFile('received', RECEIVED_FILE, 'video/mp4');
      ctx.tell('received', described.durationS, 's');
      ctx.check('broke off before the end of the clip', {
        actual: described.durationS < clip.durationS - 1,
        expected: true,
      });
      return { clipFile: RECEIVED_FILE, clip: described, leadInS };
    },
  };
}
