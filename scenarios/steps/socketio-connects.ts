import { StsMonitor } from '../../harness/socketio/index.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { connectMonitor } from '../rig/observe-sts.ts';

/** The STS service accepts a Socket.IO connection. */
export function socketioConnects(limits: { readonly withinMs: number }): DubbingStep {
  return {
    id: 'socketio-connects',
    title: 'Socket.IO connects',
    timeoutMs: limits.withinMs + 2000,
    live: true,
    async run(ctx, rig) {
      const { run } = rig;
      const { endpoints } = await rig.startEnvironment(ctx.signal);
      const monitor = new StsMonitor(endpoints.stsUrl, rig.monitorOptions());
      run.defer('close the monitor', () => monitor.close());
      const startedAtMs = run.nowMs();
      const unobserved = await connectMonitor(ctx, rig, monitor, limits.withinMs);
      if (unobserved !== undefined) ctx.notMeasured('socketio-connect-time', { reason: unobserved });
      else ctx.record('socketio-connect-time', { value: Math.round(run.nowMs() - startedAtMs), unit: 'ms' });
      return undefined;
    },
  };
}
