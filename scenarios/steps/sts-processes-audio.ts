import { resolve } from 'node:path';
import { z } from 'zod';
import { pipelineProfileSchema } from '../../harness/environments/index.ts';
import { dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import { dubOnce } from '../../harness/socketio/index.ts';
import { notMeasuredAll } from '../checks/check-context.ts';
import { checkDubbedAudio } from '../checks/check-dubbed-audio.ts';
import { checkEchoedFragments } from '../checks/check-echoed-fragments.ts';
import { checkSegmentSpeech, segmentSpeech } from '../checks/check-segment-speech.ts';
import { checkSpeech, SPEECH_CHECKS, type SpeechLimits } from '../checks/check-speech.ts';
import { keepFragment } from '../evidence/collect-fragments.ts';
import { cutAudio } from '../evidence/cut-audio.ts';
import { decodeSound } from '../evidence/decode-sound.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import { measureFragmentAudio } from '../evidence/measure-fragment-audio.ts';
import { audibleWords } from '../evidence/segment-speech.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

export interface StsProcessesAudioOptions extends SpeechLimits {
  /** The part of the clip that is sent. */
  readonly startS: number;
  readonly durationS: number;
  readonly withinMs: number;
}

const DURATION_TOLERANCE = 0.1;
const servicesOutputSchema = z.object({ profile: pipelineProfileSchema.prefault({}) });

/** The STS service dubs a part of the clip, without worker and media server. */
export function stsProcessesAudio(options: StsProcessesAudioOptions): DubbingStep {
  const { startS, withinMs } = options;
  return {
    id: 'sts-processes-audio',
    title: 'The STS service dubs real audio on its own',
    timeoutMs: withinMs + 15_000,
    async run(ctx, rig) {
      const { clipFile, clip } = ctx.outputOf('fixture-matches', clipOutputSchema);
      // A shorter clip is sent as a whole.
      const durationS = Math.min(options.durationS, clip.durationS - startS);
      const { languages } = ctx.outputOf('services-answer', servicesOutputSchema).profile;
      const { list } = await ctx.evidence('fragments', dubbedFragmentsSchema, async (signal) => {
        const { endpoints } = await rig.startEnvironment(signal);
        const audio = await cutAudio(resolve(rig.run.folder, clipFile), { startS, durationS }, signal);
        const sentAtMs = rig.run.nowMs();
        const { path, names } = rig.monitorOptions();
        const result = await dubOnce({
          url: endpoints.stsUrl,
          path,
          names,
          streamId: rig.streamId,
          audio,
          languages,
          domainHints: rig.domainHints(clip.domainHints),
          signal,
          withinMs,
        });
        const processedAtMs = rig.run.nowMs();
        return {
          list: [await keepFragment(ctx, { startS, audio, sentAtMs, result, processedAtMs })],
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
      const isEcho = rig.options.sts === 'echo';
      const audio = await Promise.all(
        list.map((fragment) => measureFragmentAudio(fragment, rig.run.folder, rig.audioCache)),
      );
      const sound = await decodeSound(ctx, {
        file: resolve(rig.run.folder, clipFile),
        durationS: clip.durationS,
      });
      const speech = segmentSpeech(list, audio, { clip, sound });
      checkSegmentSpeech(ctx, speech, { clip, sound, isEcho });
      const spoken = list.filter(({ fragmentId }) => !speech.without.has(fragmentId));
      if (isEcho) checkEchoedFragments(ctx, list, audio);
      else if (spoken.length === 0 && list.length > 0)
        notMeasuredAll(ctx, SPEECH_CHECKS, { reason: 'the segment has no speech', inapplicable: true });
      else
        checkSpeech(ctx, spoken, { clip: { ...clip, words: audibleWords(clip, sound) }, languages }, options);
      checkDubbedAudio(ctx, audio, {
        durationTolerance: DURATION_TOLERANCE,
        mustDiffer: !isEcho,
        isLeadIn: () => false,
        isWithoutSpeech: () => spoken.length === 0,
      });
      return { audio };
    },
  };
}
