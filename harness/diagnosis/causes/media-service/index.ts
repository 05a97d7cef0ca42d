import type { CauseDefinition } from '../cause.ts';
import { ffmpegKilled } from './ffmpeg-killed.ts';
import { ffmpegMissing } from './ffmpeg-missing.ts';
import { ffmpegWithoutAac } from './ffmpeg-without-aac.ts';
import { fragmentsNotSent } from './fragments-not-sent.ts';
import { ingestStalled } from './ingest-stalled.ts';
import { ingestWithoutAudio } from './ingest-without-audio.ts';
import { lastSegmentLost } from './last-segment-lost.ts';
import { mediaServiceCrashLoop } from './media-service-crash-loop.ts';
import { mediaServiceDied } from './media-service-died.ts';
import { mediaServiceNoHookRoute } from './media-service-no-hook-route.ts';
import { mediaServiceNotRunning } from './media-service-not-running.ts';
import { mediaServiceStopped } from './media-service-stopped.ts';
import { segmenterMakesNothing } from './segmenter-makes-nothing.ts';
import { workerFailed } from './worker-failed.ts';

export const MEDIA_SERVICE_CAUSES: readonly CauseDefinition[] = [
  mediaServiceNotRunning,
  mediaServiceDied,
  mediaServiceCrashLoop,
  mediaServiceStopped,
  mediaServiceNoHookRoute,
  workerFailed,
  ffmpegMissing,
  ffmpegWithoutAac,
  ffmpegKilled,
  ingestWithoutAudio,
  ingestStalled,
  segmenterMakesNothing,
  fragmentsNotSent,
  lastSegmentLost,
];
