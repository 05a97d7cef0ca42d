import { notMeasuredAll } from '../checks/check-context.ts';
import { checkDubbedAudio, dubbedAudioChecks } from '../checks/check-dubbed-audio.ts';
import { checkEchoedFragments, ECHO_CHECKS } from '../checks/check-echoed-fragments.ts';
import { checkSpeech, SPEECH_CHECKS, type SpeechLimits } from '../checks/check-speech.ts';
import { dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { measureFragmentAudio } from '../evidence/fragment-audio.ts';
import { bySlate } from '../evidence/slate.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

export interface EventDataLimits extends SpeechLimits {
  /** How far the dubbed audio's length may be from its window's: 0.1 is 10 %. */
  readonly durationTolerance: number;
}

/**
 * Step 4: each fragment carries the words spoken in its window, their translation, and dubbed audio that lasts as
 * long. In echo mode the STS service must give back what it got.
 */
export function eventData(limits: EventDataLimits): DubbingStep {
  return {
    id: 'event-data',
    title: 'The fragments carry transcript, translation and dubbed audio',
    timeoutMs: 60_000,
    async run(ctx, rig) {
      const echo = rig.options.sts === 'echo';
      const { clip, leadInS } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { list, unobserved, joinedS } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      if (unobserved !== undefined) {
        const ids = [...(echo ? ECHO_CHECKS : SPEECH_CHECKS), ...dubbedAudioChecks(!echo)];
        notMeasuredAll(ctx, ids, { reason: unobserved });
        return { audio: [] };
      }
      const { slate, spoken } = bySlate(list, clip, leadInS);
      const slateWindows = slate.map(({ sequenceNumber }) => sequenceNumber);
      if (leadInS > 0) ctx.record('lead-in-segments', { value: slateWindows });
      const audio = await Promise.all(
        list.map((fragment) => measureFragmentAudio(fragment, rig.run.folder, rig.sounds)),
      );

      if (echo) checkEchoedFragments(ctx, list, audio);
      else checkSpeech(ctx, spoken, clip, limits, joinedS);
      checkDubbedAudio(ctx, audio, {
        durationTolerance: limits.durationTolerance,
        mustDiffer: !echo,
        isSlate: (sequence) => slateWindows.includes(sequence),
      });
      return { audio };
    },
  };
}
