import type { RunContext } from '../engine/index.ts';
import { Tap } from '../tap/index.ts';

/** Where the tap of a run listens, and what is behind it. */
export interface TapPlace {
  /** Address that the worker can reach. */
  readonly host: string;
  /** A free one by default. */
  readonly port?: number;
  /** `http://host:port` of the STS service. */
  readonly target: string;
}

/**
 * Starts a tap, to be put between the worker and the STS service; it ends with the run.
 *
 * @throws {TapError} TAP_CANNOT_LISTEN
 */
export async function startTap(run: RunContext, { host, port = 0, target }: TapPlace): Promise<Tap> {
  const starting = Tap.start({ listen: { host, port }, target });
  run.defer('end the tap', async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === 'fulfilled') await started.value.stop();
  });
  const tap = await starting;
  run.log('harness', 'info', `the tap listens at ${tap.url}, before ${target}`);
  return tap;
}
