import type { CauseDefinition } from '../cause.ts';
import { composeFailed } from './compose-failed.ts';
import { containerDied } from './container-died.ts';
import { containerNotStarted } from './container-not-started.ts';
import { containerOutOfMemory } from './container-out-of-memory.ts';
import { containerPaused } from './container-paused.ts';
import { containerUnhealthy } from './container-unhealthy.ts';
import { containerUnreachable } from './container-unreachable.ts';
import { dockerUnreachable } from './docker-unreachable.ts';
import { imageNotBuilt } from './image-not-built.ts';

/** Causes of the environment `compose`. */
export const CONTAINER_CAUSES: readonly CauseDefinition[] = [
  dockerUnreachable,
  imageNotBuilt,
  composeFailed,
  containerNotStarted,
  containerOutOfMemory,
  containerDied,
  containerPaused,
  containerUnhealthy,
  containerUnreachable,
];
