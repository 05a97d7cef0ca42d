/** Names of the metrics of media-service. Each has the label `stream_id`, except for the event loop. */
export const WORKER_METRICS = {
  audioFragments: 'worker_audio_fragments_total',
  fragmentsSent: 'worker_fragments_sent_total',
  fallback: 'worker_fallback_total',
  inflight: 'worker_inflight_fragments',
  segments: 'worker_segments_total',
  avSyncDelta: 'worker_av_sync_delta_ms',
  breakerState: 'worker_sts_breaker_state',
  stsConnected: 'worker_sts_connected',
  reconnections: 'worker_reconnection_total',
  backpressureEvents: 'worker_backpressure_events_total',
  stsRoundTrip: 'worker_sts_rtt_seconds',
  sourceLost: 'worker_source_lost_seconds_total',
  audioFilled: 'worker_audio_filled_seconds_total',
  audioTrimmed: 'worker_audio_trimmed_seconds_total',
  audioStretched: 'worker_audio_stretched_seconds_total',
  videoPaused: 'worker_video_paused_seconds_total',
  trackPaused: 'worker_track_paused',
  outputStalled: 'worker_output_stalled_seconds_total',
  errors: 'worker_errors_total',
  pipelineState: 'worker_pipeline_state',
  eventLoopLag: 'worker_event_loop_lag_seconds',
} as const;

/** Names of the metrics of the STS service. */
export const STS_METRICS = {
  fragmentProcessing: 'sts_fragment_processing_seconds',
  stage: 'sts_stage_seconds',
  fragmentsInFlight: 'sts_fragments_in_flight',
  fragmentErrors: 'sts_fragment_errors_total',
  sessionsActive: 'sts_sessions_active',
  eventLoopLag: 'sts_event_loop_lag_seconds',
} as const;
