import type { CauseDefinition } from '../cause.ts';
import { asrFailed } from './asr-failed.ts';
import { dubbedAudioIsOriginal } from './dubbed-audio-is-original.ts';
import { dubbedAudioNoise } from './dubbed-audio-noise.ts';
import { dubbedAudioTone } from './dubbed-audio-tone.ts';
import { dubbedAudioWrongLength } from './dubbed-audio-wrong-length.ts';
import { dubbedAudioWrongRate } from './dubbed-audio-wrong-rate.ts';
import { fragmentsFailIntermittently } from './fragments-fail-intermittently.ts';
import { messageTooLarge } from './message-too-large.ts';
import { providerRateLimited } from './provider-rate-limited.ts';
import { resultAudioNotBase64 } from './result-audio-not-base64.ts';
import { resultAudioUndecodable } from './result-audio-undecodable.ts';
import { resultWithoutAudio } from './result-without-audio.ts';
import { resultWithoutTranscript } from './result-without-transcript.ts';
import { resultWithoutTranslation } from './result-without-translation.ts';
import { resultsDuplicated } from './results-duplicated.ts';
import { resultsOutOfOrder } from './results-out-of-order.ts';
import { stsConnectionRefused } from './sts-connection-refused.ts';
import { stsCrashLoop } from './sts-crash-loop.ts';
import { stsDied } from './sts-died.ts';
import { stsDisconnects } from './sts-disconnects.ts';
import { stsEventLoopBlocked } from './sts-event-loop-blocked.ts';
import { stsInitRefused } from './sts-init-refused.ts';
import { stsInitUnanswered } from './sts-init-unanswered.ts';
import { stsNotRunning } from './sts-not-running.ts';
import { stsStopped } from './sts-stopped.ts';
import { stsTooSlow } from './sts-too-slow.ts';
import { stsUnauthorised } from './sts-unauthorised.ts';
import { stsWebsocketRefused } from './sts-websocket-refused.ts';
import { stsWrongNamespace } from './sts-wrong-namespace.ts';
import { stsWrongPath } from './sts-wrong-path.ts';
import { transcriptOfAnotherFragment } from './transcript-of-another-fragment.ts';
import { translationFailed } from './translation-failed.ts';
import { translationInSourceLanguage } from './translation-in-source-language.ts';
import { ttsFailed } from './tts-failed.ts';
import { ttsSilent } from './tts-silent.ts';

export const STS_CAUSES: readonly CauseDefinition[] = [
  stsNotRunning,
  stsDied,
  stsCrashLoop,
  stsStopped,
  stsConnectionRefused,
  stsWrongNamespace,
  stsWrongPath,
  stsWebsocketRefused,
  stsUnauthorised,
  stsInitUnanswered,
  stsInitRefused,
  stsEventLoopBlocked,
  stsDisconnects,
  messageTooLarge,
  asrFailed,
  resultWithoutTranscript,
  transcriptOfAnotherFragment,
  translationFailed,
  resultWithoutTranslation,
  translationInSourceLanguage,
  ttsFailed,
  ttsSilent,
  dubbedAudioTone,
  dubbedAudioNoise,
  dubbedAudioIsOriginal,
  dubbedAudioWrongRate,
  dubbedAudioWrongLength,
  providerRateLimited,
  stsTooSlow,
  fragmentsFailIntermittently,
  resultWithoutAudio,
  resultAudioNotBase64,
  resultAudioUndecodable,
  resultsDuplicated,
  resultsOutOfOrder,
];
