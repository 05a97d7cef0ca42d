import type { DockerApi } from './docker.ts';

/** How long after the end of a container its `oom` event may arrive; measured: up to 0.3 s. */
const OOM_EVENT_WITHIN_MS = 2000;

/** When a container ran, by Docker's clock. */
interface ContainerLife {
  /** `running`, `exited`, … */
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/**
 * Whether Docker has emitted an `oom` event for a container since its start; for one that has ended, also soon after.
 * containerd sends the kernel's notice and the exit independently of each other. When the exit arrives first, Docker
 * leaves `OOMKilled` false for good, and the `oom` event follows.
 */
export async function hasOomEvent(
  docker: DockerApi,
  id: string,
  { status, startedAt, finishedAt }: ContainerLife,
): Promise<boolean> {
  const stream = await docker.getEvents({
    since: unixTime(startedAt),
    // Docker sends past events at once and ends the stream at this time.
    until: status === 'exited' ? unixTime(finishedAt, OOM_EVENT_WITHIN_MS) : Date.now() / 1000,
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
