import type { Step } from '../../harness/engine/index.ts';
import { StsMonitor } from '../../harness/socketio/index.ts';
import { connectMonitor } from '../rig/connect-monitor.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';

/** The STS service takes a Socket.IO connection. */
export function socketioConnects(limits: { readonly withinMs: number }): Step<DubbingRig> {
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
      if (unobserved !== undefined) {
        ctx.notMeasured('connected after', { reason: unobserved });
        return undefined;
      }
      ctx.check('connected after', {
        actual: Math.round(run.nowMs() - startedAtMs),
        limit: { max: limits.withinMs },
        unit: 'ms',
      });
      return undefined;
    },
  };
}
