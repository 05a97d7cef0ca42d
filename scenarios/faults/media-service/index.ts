import type { Fault } from '../define-fault.ts';
import { ffmpegKilled } from './ffmpeg-killed.ts';
import { ffmpegLacksAac } from './ffmpeg-lacks-aac.ts';
import { ffmpegNotOnPath } from './ffmpeg-not-on-path.ts';
import { mediaServiceCrashLoop } from './media-service-crash-loop.ts';
import { mediaServiceInvalidSetting } from './media-service-invalid-setting.ts';
import { mediaServiceKilled } from './media-service-killed.ts';
import { mediaServiceNotStarted } from './media-service-not-started.ts';
import { mediaServiceStopped } from './media-service-stopped.ts';
import { mediaServiceThrows } from './media-service-throws.ts';
import { mediaServiceWithoutHookRoute } from './media-service-without-hook-route.ts';
import { restNotFlushed } from './rest-not-flushed.ts';
import { segmenterCutsNothing } from './segmenter-cuts-nothing.ts';
import { segmentsNotEmitted } from './segments-not-emitted.ts';
import { workerIgnoresAudio } from './worker-ignores-audio.ts';
import { workerStopsReading } from './worker-stops-reading.ts';
import { workerThrows } from './worker-throws.ts';

export const MEDIA_SERVICE_FAULTS: readonly Fault[] = [
  mediaServiceNotStarted,
  mediaServiceInvalidSetting,
  mediaServiceKilled,
  mediaServiceThrows,
  mediaServiceStopped,
  mediaServiceCrashLoop,
  mediaServiceWithoutHookRoute,
  workerThrows,
  ffmpegNotOnPath,
  ffmpegLacksAac,
  ffmpegKilled,
  workerIgnoresAudio,
  workerStopsReading,
  segmenterCutsNothing,
  segmentsNotEmitted,
  restNotFlushed,
];
