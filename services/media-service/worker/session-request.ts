import type { WorkerConfig } from '../config.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import type { StsSessionRequest } from '../sts/sts-session-request.ts';

/** What fragments travel as: mono is what recognisers want. */
export const FRAGMENT_FORMAT: PcmFormat = { sampleRateHz: 48_000, channels: 1 };

/** What a worker asks of the STS service for its stream. */
export function sessionRequest(streamId: string, workerId: string, config: WorkerConfig): StsSessionRequest {
  return {
    streamId,
    workerId,
    maxInflight: config.maxInflight,
    timeoutMs: config.stsTimeoutMs,
    config: {
      source_language: config.sourceLanguage,
      target_language: config.targetLanguage,
      voice_profile: config.voiceProfile,
      chunk_duration_ms: Math.round(config.segmentS * 1000),
      sample_rate_hz: FRAGMENT_FORMAT.sampleRateHz,
      channels: FRAGMENT_FORMAT.channels,
      format: 'm4a',
      domain_hints: [...config.domainHints],
    },
  };
}
