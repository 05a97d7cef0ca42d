import type { CauseDefinition } from '../cause.ts';
import { inputNeverReady } from './input-never-ready.ts';
import { mediamtxApiNotFound } from './mediamtx-api-not-found.ts';
import { mediamtxApiNotJson } from './mediamtx-api-not-json.ts';
import { mediamtxApiPortIsWebrtc } from './mediamtx-api-port-is-webrtc.ts';
import { mediamtxApiRedirects } from './mediamtx-api-redirects.ts';
import { mediamtxApiUnauthorised } from './mediamtx-api-unauthorised.ts';
import { mediamtxDied } from './mediamtx-died.ts';
import { mediamtxNotRunning } from './mediamtx-not-running.ts';
import { mediamtxStopped } from './mediamtx-stopped.ts';
import { recorderRestarts } from './recorder-restarts.ts';
import { recordingDiskFull } from './recording-disk-full.ts';
import { recordingFolderNotWritable } from './recording-folder-not-writable.ts';
import { recordingOff } from './recording-off.ts';

export const INPUT_CAUSES: readonly CauseDefinition[] = [
  mediamtxNotRunning,
  mediamtxDied,
  mediamtxStopped,
  mediamtxApiPortIsWebrtc,
  mediamtxApiNotFound,
  mediamtxApiNotJson,
  mediamtxApiRedirects,
  mediamtxApiUnauthorised,
  inputNeverReady,
  recordingOff,
  recordingDiskFull,
  recordingFolderNotWritable,
  recorderRestarts,
];
