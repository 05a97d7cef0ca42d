import type { Fault } from '../define-fault.ts';
import { containerCommand } from './container-command.ts';
import { containerDied } from './container-died.ts';
import { containerKilled } from './container-killed.ts';
import { containerLoopback } from './container-loopback.ts';
import { containerOutOfMemory } from './container-out-of-memory.ts';
import { containerOutOfMemoryLater } from './container-out-of-memory-later.ts';
import { containerPaused } from './container-paused.ts';
import { containerUnhealthy } from './container-unhealthy.ts';
import { dockerUnreachable } from './docker-unreachable.ts';
import { imageMissing } from './image-missing.ts';

export const MACHINE_FAULTS: readonly Fault[] = [
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
