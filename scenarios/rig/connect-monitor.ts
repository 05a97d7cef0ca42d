import { MonitorError, type StsMonitor } from '../../harness/socketio/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/**
 * Connects to the namespace on which an STS service shows its events. A service of somebody else's may have none.
 *
 * @returns why it cannot be observed and what to do; `undefined` when it is connected
 * @throws {MonitorError} when it is our own service, or does not answer at all
 */
export async function connectMonitor(
  { signal }: DubbingContext,
  { options, profile }: DubbingRig,
  monitor: StsMonitor,
  withinMs: number,
): Promise<string | undefined> {
  try {
    await monitor.connect({ signal, withinMs });
    return undefined;
  } catch (error) {
    if (options.environment !== 'attach' || !(error instanceof MonitorError)) throw error;
    const { path, namespace } = profile.socketio;
    const instead = 'or let the worker reach the STS service through a tap: --observe tap';
    switch (error.code) {
      case 'MONITOR_REFUSED':
        return `the STS service has no namespace ${namespace} for observers; name the one that it has, socketio.namespace in the configuration, ${instead} (${error.message})`;
      case 'MONITOR_UNREACHABLE':
        return `the STS service answers, but not with Socket.IO at ${path}; say where it does, socketio.path in the configuration, ${instead} (${error.message})`;
      default:
        throw error;
    }
  }
}
