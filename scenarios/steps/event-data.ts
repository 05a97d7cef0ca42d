import { resolve } from 'node:path';
import { notMeasuredAll } from '../checks/check-context.ts';
import { checkDubbedAudio, dubbedAudioChecks } from '../checks/check-dubbed-audio.ts';
import { checkEchoedFragments, ECHO_CHECKS } from '../checks/check-echoed-fragments.ts';
import { checkSegmentSpeech, segmentSpeech } from '../checks/check-segment-speech.ts';
import { checkSpeech, SPEECH_CHECKS, type SpeechLimits } from '../checks/check-speech.ts';
import { decodeSound } from '../evidence/decode-sound.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { separateLeadIn } from '../evidence/lead-in.ts';
import { audibleWords } from '../evidence/segment-speech.ts';
import { timeOfLongClip } from '../rig/clip-time.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { NOTHING_CAME_BACK, observedFragments } from '../rig/optional-output.ts';

export interface EventDataLimits extends SpeechLimits {
  /** Allowed difference of the dubbed audio from the length of its segment: 0.1 is 10 %. */
  readonly durationTolerance: number;
}

/**
 * Step 4: each fragment carries the words spoken in its segment, their translation, and dubbed audio of the same
 * length. In echo mode the STS service must return what it received.
 */
export function eventData(limits: EventDataLimits): DubbingStep {
  return {
    id: 'event-data',
    title: 'Fragments carry transcript, translation and dubbed audio',
    timeoutMs: 60_000,
    extraTimeMs: timeOfLongClip,
    // The output and the counters are observed independently.
    critical: false,
    async run(ctx, rig) {
      const isEcho = rig.options.sts === 'echo';
      const { clip, clipFile, leadInS, profile } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const { list, unobserved, joinUnknown, joinedS = 0 } = observedFragments(ctx);
      if (unobserved !== undefined || list.length === 0) {
        const ids = [...(isEcho ? ECHO_CHECKS : SPEECH_CHECKS), ...dubbedAudioChecks(!isEcho)];
        notMeasuredAll(ctx, ids, { reason: unobserved ?? NOTHING_CAME_BACK });
        return { audio: [] };
      }
      const separated = separateLeadIn(list, clip, leadInS);
      const leadIn = separated.leadIn.map(({ sequenceNumber }) => sequenceNumber);
      if (leadInS > 0) ctx.record('lead-in-segments', { value: leadIn });
      const audio = await Promise.all(list.map((fragment) => rig.fragmentMeter.measure(fragment)));

      const { languages } = profile;
      const sound = await decodeSound(ctx, {
        file: resolve(rig.run.folder, clipFile),
        durationS: clip.durationS,
      });
      const speech = segmentSpeech(separated.clip, audio, { clip, sound });
      checkSegmentSpeech(ctx, speech, { clip, sound, isEcho });
      const spoken = separated.clip.filter(({ fragmentId }) => !speech.without.has(fragmentId));
      if (isEcho) checkEchoedFragments(ctx, list, audio);
      else if (joinUnknown !== undefined) notMeasuredAll(ctx, SPEECH_CHECKS, { reason: joinUnknown });
      else if (spoken.length === 0 && separated.clip.length > 0)
        notMeasuredAll(ctx, SPEECH_CHECKS, { reason: 'no segment has speech', inapplicable: true });
      else
        checkSpeech(
          ctx,
          spoken,
          { clip: { ...clip, words: audibleWords(clip, sound) }, languages, joinedS },
          limits,
        );
      const sequences = new Set([...speech.without.values()].map(({ sequence }) => sequence));
      checkDubbedAudio(ctx, audio, {
        durationTolerance: limits.durationTolerance,
        mustDiffer: !isEcho,
        isLeadIn: (sequence) => leadIn.includes(sequence),
        isWithoutSpeech: (sequence) => sequences.has(sequence),
      });
      return { audio };
    },
  };
}
