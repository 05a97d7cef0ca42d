import type { RunContext } from '../engine/index.ts';
import { Tap } from '../tap/index.ts';

/** Address and target of a tap. */
export interface TapAddress {
  /** An address that the worker can reach. */
  readonly host: string;
  /** A free port by default. */
  readonly port?: number;
  /** `http://host:port` of the STS service. */
  readonly target: string;
}

/**
 * Starts a tap between the worker and the STS service. It stops with the run.
 *
 * @throws {TapError} TAP_CANNOT_LISTEN
 */
export async function startTap(run: RunContext, { host, port = 0, target }: TapAddress): Promise<Tap> {
  const starting = Tap.start({ listen: { host, port }, target });
  run.defer('stop the tap', async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === 'fulfilled') await started.value.stop();
  });
  const tap = await starting;
  run.log('harness', 'info', `tap listening at ${tap.url}, forwarding to ${target}`);
  return tap;
}
