import type { Fault } from '../define-fault.ts';
import { clockStepped } from './clock-stepped.ts';
import { containerCommand } from './container-command.ts';
import { containerDied } from './container-died.ts';
import { containerKilled } from './container-killed.ts';
import { containerLoopback } from './container-loopback.ts';
import { containerOutOfMemory } from './container-out-of-memory.ts';
import { containerOutOfMemoryLater } from './container-out-of-memory-later.ts';
import { containerPaused } from './container-paused.ts';
import { containerUnhealthy } from './container-unhealthy.ts';
import { dockerUnreachable } from './docker-unreachable.ts';
import { documentedPortsTaken } from './documented-ports-taken.ts';
import { ffmpegTooOld } from './ffmpeg-too-old.ts';
import { imageMissing } from './image-missing.ts';
import { machineHasOldFfmpeg } from './machine-has-old-ffmpeg.ts';
import { machineOverloaded } from './machine-overloaded.ts';
import { mediaServicePaused } from './media-service-paused.ts';
import { nodeTooOld } from './node-too-old.ts';
import { portOfMediaServiceTaken } from './port-of-media-service-taken.ts';
import { portOfMediamtxTaken } from './port-of-mediamtx-taken.ts';
import { portOfStsTaken } from './port-of-sts-taken.ts';
import { streamNameShared } from './stream-name-shared.ts';

export const MACHINE_FAULTS: readonly Fault[] = [
  machineOverloaded,
  clockStepped,
  nodeTooOld,
  ffmpegTooOld,
  machineHasOldFfmpeg,
  portOfMediamtxTaken,
  portOfMediaServiceTaken,
  portOfStsTaken,
  documentedPortsTaken,
  mediaServicePaused,
  streamNameShared,
  dockerUnreachable,
  imageMissing,
  containerCommand,
  containerOutOfMemory,
  containerOutOfMemoryLater,
  containerDied,
  containerUnhealthy,
  containerLoopback,
  containerKilled,
  containerPaused,
];
