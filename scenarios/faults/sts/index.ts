import type { Fault } from '../define-fault.ts';
import { asrCrashes } from './asr-crashes.ts';
import { asrRateLimited } from './asr-rate-limited.ts';
import { asrRejectsAudio } from './asr-rejects-audio.ts';
import { everyThirdFails } from './every-third-fails.ts';
import { resultAudioAsDataUrl } from './result-audio-as-data-url.ts';
import { resultAudioTruncated } from './result-audio-truncated.ts';
import { resultLacksAudio } from './result-lacks-audio.ts';
import { resultLacksTranscript } from './result-lacks-transcript.ts';
import { resultLacksTranslation } from './result-lacks-translation.ts';
import { resultsLate } from './results-late.ts';
import { resultsReordered } from './results-reordered.ts';
import { resultsSentTwice } from './results-sent-twice.ts';
import { stsBlocks } from './sts-blocks.ts';
import { stsDisconnects } from './sts-disconnects.ts';
import { stsExits } from './sts-exits.ts';
import { stsInitIgnored } from './sts-init-ignored.ts';
import { stsInitRefused } from './sts-init-refused.ts';
import { stsKilled } from './sts-killed.ts';
import { stsMessageLimit } from './sts-message-limit.ts';
import { stsModelMissing } from './sts-model-missing.ts';
import { stsNotStarted } from './sts-not-started.ts';
import { stsPathDiffers } from './sts-path-differs.ts';
import { stsProxyRefusesUpgrade } from './sts-proxy-refuses-upgrade.ts';
import { stsStopped } from './sts-stopped.ts';
import { stsUnknownNamespace } from './sts-unknown-namespace.ts';
import { stsUnknownPath } from './sts-unknown-path.ts';
import { stsWithoutWebsocket } from './sts-without-websocket.ts';
import { stsWrongPort } from './sts-wrong-port.ts';
import { stsWrongToken } from './sts-wrong-token.ts';
import { transcriptMixedUp } from './transcript-mixed-up.ts';
import { translatorPassesThrough } from './translator-passes-through.ts';
import { translatorRateLimited } from './translator-rate-limited.ts';
import { translatorRefuses } from './translator-refuses.ts';
import { ttsBeeps } from './tts-beeps.ts';
import { ttsCrashes } from './tts-crashes.ts';
import { ttsCutOff } from './tts-cut-off.ts';
import { ttsHisses } from './tts-hisses.ts';
import { ttsMislabelledRate } from './tts-mislabelled-rate.ts';
import { ttsPassesThrough } from './tts-passes-through.ts';
import { ttsSlow } from './tts-slow.ts';
import { ttsWithoutSound } from './tts-without-sound.ts';

export const STS_FAULTS: readonly Fault[] = [
  stsNotStarted,
  stsModelMissing,
  stsKilled,
  stsExits,
  stsStopped,
  stsWrongPort,
  stsUnknownNamespace,
  stsUnknownPath,
  stsPathDiffers,
  stsWithoutWebsocket,
  stsProxyRefusesUpgrade,
  stsWrongToken,
  stsInitIgnored,
  stsInitRefused,
  stsBlocks,
  stsDisconnects,
  stsMessageLimit,
  asrRejectsAudio,
  asrCrashes,
  translatorRefuses,
  ttsCrashes,
  translatorRateLimited,
  asrRateLimited,
  resultLacksTranscript,
  transcriptMixedUp,
  resultLacksTranslation,
  translatorPassesThrough,
  ttsWithoutSound,
  ttsBeeps,
  ttsHisses,
  ttsPassesThrough,
  ttsMislabelledRate,
  ttsCutOff,
  resultsLate,
  ttsSlow,
  everyThirdFails,
  resultLacksAudio,
  resultAudioAsDataUrl,
  resultAudioTruncated,
  resultsSentTwice,
  resultsReordered,
];
