import { type RunContext, toJson } from '../../harness/engine/index.ts';
import type { StartedEnvironment } from '../../harness/environments/index.ts';
import { MonitorError, redactAudio, StsMonitor, type StsObserver } from '../../harness/socketio/index.ts';
import { TapObserver } from '../../harness/tap/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig, LivePipeline } from './dubbing-rig.ts';

const CONNECT_WITHIN_MS = 10_000;

/**
 * Observes the STS events: through the tap when one relays the worker's connection, otherwise through the monitor
 * namespace of the service. With a tap the monitor is connected too; its events are logged under `sts-monitor`.
 */
export async function startObserver(
  ctx: DubbingContext,
  rig: DubbingRig,
  { endpoints, tap }: StartedEnvironment,
): Promise<Pick<LivePipeline, 'observer' | 'unobserved'>> {
  const { run } = rig;
  const monitor = new StsMonitor(endpoints.stsUrl, rig.monitorOptions());
  run.defer('close the monitor', () => monitor.close());
  logEvents(run, monitor, tap === undefined ? 'sts' : 'sts-monitor');
  const startedAtMs = run.nowMs();
  const unobserved = await connectMonitor(ctx, rig, monitor, CONNECT_WITHIN_MS);
  if (unobserved === undefined) {
    ctx.record('observer-connect-time', { value: Math.round(run.nowMs() - startedAtMs), unit: 'ms' });
  }
  if (tap === undefined) {
    if (unobserved !== undefined) ctx.record('sts-events-unobserved', { value: unobserved });
    return { observer: monitor, unobserved };
  }

  const { streamId, names, nowMs } = rig.monitorOptions();
  const observer = new TapObserver(tap, { ...(streamId === undefined ? {} : { streamId }), names, nowMs });
  run.defer('close the observer of the tap', () => observer.close());
  logEvents(run, observer, 'sts');
  ctx.record('tap-route', { value: `${tap.url} → ${tap.target}` });
  return { observer };
}

/**
 * Connects to the namespace on which an STS service shows its events. An attached service may have none.
 *
 * @returns why it cannot be observed and what to do; `undefined` when connected
 * @throws {MonitorError} when the service is not attached, or does not respond at all
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
    switch (error.code) {
      case 'MONITOR_REFUSED':
        return `the STS service has no namespace ${namespace} for observers. Set socketio.namespace, or use --observe tap (${error.message})`;
      case 'MONITOR_UNREACHABLE':
        return `the STS service has no Socket.IO at ${path}. Set socketio.path, or use --observe tap (${error.message})`;
      default:
        throw error;
    }
  }
}

/** Logs what an observer sees under `source`. Audio, which is saved in files, is replaced by its length and hash. */
function logEvents(run: RunContext, observer: StsObserver, source: string): void {
  observer.onEvent(({ event, payload, meta }) => {
    run.observe(source, event, { ...(meta === undefined ? {} : { meta }), payload: redactAudio(payload) });
  });
  observer.onNotice((notice) => run.observe(source, `observer:${notice.kind}`, toJson(notice)));
}
