import { setTimeout as sleep } from 'node:timers/promises';
import { durationMetadata } from '../audio/duration-metadata.ts';
import type { FragmentProcessor } from './fragment-processor.ts';

const MODEL = 'echo-mock';

/**
 * Returns each fragment's own audio unchanged, and texts with its sequence number.
 *
 * @param delayMs processing time of a fragment
 */
export function createEchoProcessor(delayMs: number): FragmentProcessor {
  return {
    async process({ fragment, onStage }, signal) {
      onStage('echo');
      if (delayMs > 0) await sleep(delayMs, undefined, { signal });
      const { audio } = fragment;
      return {
        status: 'success',
        dubbed_audio: audio,
        transcript: `[ECHO] Original audio (seq=${fragment.sequence_number})`,
        translated_text: `[ECHO] Audio original (seq=${fragment.sequence_number})`,
        metadata: {
          ...{ asr_model: MODEL, translation_model: MODEL, tts_model: MODEL },
          ...durationMetadata(audio.duration_ms, audio.duration_ms, 1),
        },
      };
    },
  };
}
