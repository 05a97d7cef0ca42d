import type { CauseDefinition } from '../cause.ts';
import { clockStepped } from './clock-stepped.ts';
import { CONTAINER_CAUSES } from './container-causes.ts';
import { ffmpegRejectsArgument } from './ffmpeg-rejects-argument.ts';
import { ffmpegTooOld } from './ffmpeg-too-old.ts';
import { machineOverloaded } from './machine-overloaded.ts';
import { machineRefusesCall } from './machine-refuses-call.ts';
import { nodeTooOld } from './node-too-old.ts';
import { portTaken } from './port-taken.ts';
import { processPaused } from './process-paused.ts';
import { streamNameShared } from './stream-name-shared.ts';

export const MACHINE_CAUSES: readonly CauseDefinition[] = [
  machineOverloaded,
  clockStepped,
  nodeTooOld,
  ffmpegTooOld,
  ffmpegRejectsArgument,
  portTaken,
  machineRefusesCall,
  processPaused,
  streamNameShared,
  ...CONTAINER_CAUSES,
];
