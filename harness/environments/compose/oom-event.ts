import type { ContainerState } from './container-state.ts';
import type { DockerApi } from './docker.ts';

/** How long after the end of a container its `oom` event may arrive; measured: up to 0.3 s. */
const OOM_EVENT_WITHIN_MS = 3000;

/**
 * Whether Docker emitted an `oom` event for an ended container. containerd sends the kernel's notice and the exit
 * independently of each other. When the exit arrives first, Docker leaves `OOMKilled` false for good, and the `oom` event
 * follows.
 *
 * @param ended its times are those of Docker's clock
 */
export async function hasOomEvent(
  docker: DockerApi,
  id: string,
  { startedAt, finishedAt }: Pick<ContainerState, 'startedAt' | 'finishedAt'>,
): Promise<boolean> {
  const stream = await docker.getEvents({
    since: unixTime(startedAt),
    // Docker sends past events at once and ends the stream at this time.
    until: unixTime(finishedAt, OOM_EVENT_WITHIN_MS),
    filters: { type: ['container'], container: [id], event: ['oom'] },
  });
  // Leaving the loop ends the request.
  for await (const _event of stream) return true;
  return false;
}

/** @returns seconds since 1970, as Docker's API expects them */
function unixTime(timestamp: string, laterMs = 0): number {
  return (Date.parse(timestamp) + laterMs) / 1000;
}
