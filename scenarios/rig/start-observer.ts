import type { StepContext } from '../../harness/engine/index.ts';
import type { StartedEnvironment } from '../../harness/environments/index.ts';
import { StsMonitor } from '../../harness/socketio/index.ts';
import { TapObserver } from '../../harness/tap/index.ts';
import { connectMonitor } from './connect-monitor.ts';
import type { DubbingRig, LivePipeline } from './dubbing-rig.ts';
import { logObserver } from './log-observer.ts';

const CONNECT_WITHIN_MS = 10_000;

/**
 * Begins to observe the STS events: with the tap where one is in the worker's path, else through the service's own
 * monitor namespace. With the tap the monitor stays as a witness, in the event log under `sts-monitor`.
 */
export async function startObserver(
  ctx: StepContext,
  rig: DubbingRig,
  { endpoints, tap }: StartedEnvironment,
): Promise<Pick<LivePipeline, 'observer' | 'unobserved'>> {
  const { run } = rig;
  const monitor = new StsMonitor(endpoints.stsUrl, rig.monitorOptions());
  run.defer('close the monitor', () => monitor.close());
  logObserver(run, monitor, tap === undefined ? 'sts' : 'sts-monitor');
  const unobserved = await connectMonitor(ctx, rig, monitor, CONNECT_WITHIN_MS);
  if (unobserved === undefined) {
    ctx.check('monitor connected', { actual: monitor.completeness().complete, expected: true });
  }
  if (tap === undefined) {
    if (unobserved !== undefined) ctx.record('STS events', { value: `not observed: ${unobserved}` });
    return { observer: monitor, unobserved };
  }

  const { streamId, names, nowMs } = rig.monitorOptions();
  const observer = new TapObserver(tap, { ...(streamId === undefined ? {} : { streamId }), names, nowMs });
  run.defer('close the observer of the tap', () => observer.close());
  logObserver(run, observer, 'sts');
  ctx.record('tap', { value: `${tap.url} → ${tap.target}` });
  return { observer };
}
