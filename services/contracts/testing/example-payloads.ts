import type { Sender } from './json-schemas.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
const IDS = { fragment_id: 'f', stream_id: 's', sequence_number: 0 };

/** Valid payloads of every event, which together have every field. */
export const EXAMPLES: Readonly<Record<Sender, Readonly<Record<string, readonly object[]>>>> = {
  worker: {
    'stream:init': [
      {
        stream_id: 's',
        worker_id: 'w',
        config: {
          source_language: 'en',
          target_language: 'es',
          voice_profile: 'default',
          chunk_duration_ms: 6000,
          sample_rate_hz: 48_000,
          channels: 1,
          format: 'm4a',
          domain_hints: ['numbers'],
        },
        max_inflight: 3,
        timeout_ms: 8000,
      },
    ],
    'fragment:data': [{ ...IDS, timestamp: 6000.5, audio: AUDIO, metadata: { pts_ns: 1, other: [{}] } }],
    'fragment:ack': [{ fragment_id: 'f', status: 'applied', timestamp: 1_764_590_000_000 }],
    'stream:pause': [{ stream_id: 's', reason: 'a' }],
    'stream:resume': [{ stream_id: 's', reason: 'a' }],
    'stream:end': [{ stream_id: 's', reason: 'a' }],
    'config:error_simulation': [
      {
        enabled: true,
        rules: [
          {
            trigger: 'nth_fragment',
            value: 2,
            error_code: 'MY_OWN',
            error_message: 'a',
            retryable: false,
            stage: 'asr',
          },
          { trigger: 'fragment_id', value: 'f', error_code: 'ASR_FAILED' },
        ],
      },
    ],
    'simulate:disconnect': [{ delay_ms: 100, reason: 'a' }],
  },
  sts: {
    'stream:ready': [
      {
        stream_id: 's',
        session_id: '6f1c0d0e-6f0a-4c1e-9d54-0b6a8e9e1a11',
        max_inflight: 3,
        capabilities: { batch_processing: false, async_delivery: true },
      },
    ],
    'fragment:ack': [
      {
        fragment_id: 'f',
        status: 'queued',
        timestamp: 1_764_590_000_000,
        queue_position: 0,
      },
    ],
    'fragment:processed': [
      {
        ...IDS,
        status: 'success',
        dubbed_audio: AUDIO,
        transcript: 'one',
        translated_text: 'uno',
        processing_time_ms: 400,
        stage_timings: { asr_ms: 100, translation_ms: 200, tts_ms: 50 },
        metadata: {
          original_duration_ms: 6000,
          dubbed_duration_ms: 6000,
          duration_variance_percent: 0,
          speed_ratio: 0.98,
          other: null,
        },
      },
      {
        ...IDS,
        status: 'failed',
        processing_time_ms: 0,
        error: { code: 'ASR_FAILED', message: 'a', stage: 'asr', retryable: false },
      },
    ],
    backpressure: [
      {
        stream_id: 's',
        severity: 'medium',
        current_inflight: 3,
        queue_depth: 2,
        action: 'slow_down',
        recommended_delay_ms: 500,
      },
    ],
    'stream:complete': [
      {
        stream_id: 's',
        total_fragments: 2,
        total_duration_ms: 12_000,
        statistics: {
          total_fragments: 2,
          success_count: 1,
          partial_count: 0,
          failed_count: 1,
          avg_processing_time_ms: 401.5,
          p95_processing_time_ms: 410,
        },
      },
    ],
    error: [
      {
        error_id: '6f1c0d0e-6f0a-4c1e-9d54-0b6a8e9e1a11',
        stream_id: 's',
        fragment_id: 'f',
        code: 'INVALID_SEQUENCE',
        message: 'a',
        severity: 'warning',
        retryable: false,
        metadata: { sequence_number: 1, missing_from: 1, missing_to: 2 },
      },
    ],
    'config:error_simulation:ack': [{ status: 'accepted', rules_count: 1, message: 'a' }],
    'simulate:disconnect:ack': [
      {
        status: 'scheduled',
        disconnect_at_ms: 1_764_590_000_000,
        message: 'a',
      },
    ],
  },
};
