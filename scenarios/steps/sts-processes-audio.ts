import { dubOnce } from '../../harness/socketio/index.ts';
import { checkDubbedAudio } from '../checks/check-dubbed-audio.ts';
import { checkEchoedFragments } from '../checks/check-echoed-fragments.ts';
import { checkSpeech, type SpeechLimits } from '../checks/check-speech.ts';
import { cutAudio } from '../evidence/cut-audio.ts';
import { dubbedFragmentsSchema, keepFragment } from '../evidence/dubbed-fragments.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import { measureFragmentAudio } from '../evidence/fragment-audio.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

export interface StsProcessesAudioOptions extends SpeechLimits {
  /** Which piece of the clip is sent. */
  readonly startS: number;
  readonly durationS: number;
  readonly withinMs: number;
}

/** The STS service dubs a piece of the clip, without worker and media server. */
export function stsProcessesAudio(options: StsProcessesAudioOptions): DubbingStep {
  const { startS, durationS, maxWordsMissed, minWordsShare, withinMs } = options;
  return {
    id: 'sts-processes-audio',
    title: 'The STS service dubs real audio on its own',
    timeoutMs: withinMs + 15_000,
    async run(ctx, rig) {
      const { clipFile, clip } = ctx.outputOf('fixture-matches', clipOutputSchema);
      const { list } = await ctx.evidence('fragments', dubbedFragmentsSchema, async (signal) => {
        const { endpoints } = await rig.startEnvironment(signal);
        const audio = await cutAudio(clipFile, { startS, durationS }, signal);
        const sentAtMs = rig.run.nowMs();
        const { streamId, plan } = rig;
        const { path, names } = rig.monitorOptions();
        const result = await dubOnce({
          url: endpoints.stsUrl,
          path,
          names,
          streamId,
          audio,
          domainHints: plan.domainHints,
          signal,
          withinMs,
        });
        return {
          list: [
            await keepFragment(ctx, { startS, audio, sentAtMs, result, processedAtMs: rig.run.nowMs() }),
          ],
          malformed: [],
          missed: [],
        };
      });
      ctx.check('fragment-status', {
        actual: list.map(({ status, error }) => error ?? status),
        expected: ['success'],
      });
      ctx.record('sts-round-trip', {
        value: list.map(({ sentAtMs, processedAtMs }) => Math.round(processedAtMs - sentAtMs)),
        unit: 'ms',
      });
      const echo = rig.options.sts === 'echo';
      const measured = await Promise.all(
        list.map((fragment) => measureFragmentAudio(fragment, rig.run.folder, rig.sounds)),
      );
      if (echo) checkEchoedFragments(ctx, list, measured);
      else checkSpeech(ctx, list, clip, { maxWordsMissed, minWordsShare });
      checkDubbedAudio(ctx, measured, { durationTolerance: 0.1, mustDiffer: !echo, isSlate: () => false });
      return { audio: measured };
    },
  };
}
