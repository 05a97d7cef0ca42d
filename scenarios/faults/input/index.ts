import type { Fault } from '../define-fault.ts';
import { inputNeverReady } from './input-never-ready.ts';
import { mediamtxApiHtml } from './mediamtx-api-html.ts';
import { mediamtxApiNotFound } from './mediamtx-api-not-found.ts';
import { mediamtxApiRedirect } from './mediamtx-api-redirect.ts';
import { mediamtxApiUnauthorised } from './mediamtx-api-unauthorised.ts';
import { mediamtxApiWebrtc } from './mediamtx-api-webrtc.ts';
import { mediamtxKilled } from './mediamtx-killed.ts';
import { mediamtxNotStarted } from './mediamtx-not-started.ts';
import { mediamtxStopped } from './mediamtx-stopped.ts';
import { recorderRestarts } from './recorder-restarts.ts';
import { recordingDiskFull } from './recording-disk-full.ts';
import { recordingNotPermitted } from './recording-not-permitted.ts';
import { recordingOff } from './recording-off.ts';
import { recordingReadOnly } from './recording-read-only.ts';

export const INPUT_FAULTS: readonly Fault[] = [
  mediamtxNotStarted,
  mediamtxKilled,
  mediamtxStopped,
  mediamtxApiWebrtc,
  mediamtxApiNotFound,
  mediamtxApiHtml,
  mediamtxApiRedirect,
  mediamtxApiUnauthorised,
  inputNeverReady,
  recordingOff,
  recordingDiskFull,
  recordingReadOnly,
  recordingNotPermitted,
  recorderRestarts,
];
