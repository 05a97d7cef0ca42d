import type { StartedEnvironment } from '../../harness/environments/index.ts';
import { StsMonitor } from '../../harness/socketio/index.ts';
import { TapObserver } from '../../harness/tap/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { connectMonitor } from './connect-monitor.ts';
import type { DubbingRig, LivePipeline } from './dubbing-rig.ts';
import { logObserver } from './log-observer.ts';

const CONNECT_WITHIN_MS = 10_000;

/**
 * Begins to observe the STS events: with the tap where one is in the worker's path, else through the service's own
 * monitor namespace. With the tap the monitor stays as a witness, in the event log under `sts-monitor`.
 */
export async function startObserver(
  ctx: DubbingContext,
  rig: DubbingRig,
  { endpoints, tap }: StartedEnvironment,
): Promise<Pick<LivePipeline, 'observer' | 'unobserved'>> {
  const { run } = rig;
  const monitor = new StsMonitor(endpoints.stsUrl, rig.monitorOptions());
  run.defer('close the monitor', () => monitor.close());
  logObserver(run, monitor, tap === undefined ? 'sts' : 'sts-monitor');
  const startedAtMs = run.nowMs();
  const unobserved = await connectMonitor(ctx, rig, monitor, CONNECT_WITHIN_MS);
  if (unobserved === undefined) {
    ctx.record('observer-connect-time', { value: Math.round(run.nowMs() - startedAtMs), unit: 'ms' });
  }
  if (tap === undefined) {
    if (unobserved !== undefined)
      ctx.record('sts-events-unobserved', { value: `not observed: ${unobserved}` });
    return { observer: monitor, unobserved };
  }

  const { streamId, names, nowMs } = rig.monitorOptions();
  const observer = new TapObserver(tap, { ...(streamId === undefined ? {} : { streamId }), names, nowMs });
  run.defer('close the observer of the tap', () => observer.close());
  logObserver(run, observer, 'sts');
  ctx.record('tap-route', { value: `${tap.url} → ${tap.target}` });
  return { observer };
}
