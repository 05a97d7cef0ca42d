import type { StsErrorCode } from '../../contracts/sts-error-code.ts';
import { RemoteProviderError } from '../providers/remote/remote-provider-error.ts';
import type { Stage } from './fragment-processor.ts';

const OF_STAGE: Record<Stage, StsErrorCode> = {
  queue: 'MODEL_ERROR',
  decode: 'INVALID_AUDIO_FORMAT',
  asr: 'ASR_FAILED',
  translation: 'TRANSLATION_FAILED',
  tts: 'TTS_SYNTHESIS_FAILED',
  encode: 'TTS_SYNTHESIS_FAILED',
  echo: 'MODEL_ERROR',
};

/** The code that a fragment fails with when a stage does: a retryable one where trying again may help. */
export function failureCode(stage: Stage, error: unknown): StsErrorCode {
  const failure = error instanceof RemoteProviderError ? error.failure : undefined;
  if (failure === 'rate-limited') return 'RATE_LIMIT_EXCEEDED';
  if (failure === 'unavailable')
    return stage === 'translation' ? 'TRANSLATION_API_UNAVAILABLE' : 'MODEL_ERROR';
  return OF_STAGE[stage];
}
