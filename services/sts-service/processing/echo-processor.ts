import { setTimeout as sleep } from 'node:timers/promises';
import type { FragmentProcessor } from './fragment-processor.ts';

const MODEL = 'echo-mock';

/**
 * Answers each fragment with its own audio, untouched, and texts that name its sequence number.
 *
 * @param delayMs how long it takes to do so
 */
export function createEchoProcessor(delayMs: number): FragmentProcessor {
  return {
    async process({ fragment, onStage }, signal) {
      onStage('echo');
      if (delayMs > 0) await sleep(delayMs, undefined, { signal });
      return {
        status: 'success',
        dubbed_audio: fragment.audio,
        transcript: `[ECHO] Original audio (seq=${fragment.sequence_number})`,
        translated_text: `[ECHO] Audio original (seq=${fragment.sequence_number})`,
        metadata: { asr_model: MODEL, translation_model: MODEL, tts_model: MODEL },
      };
    },
  };
}
