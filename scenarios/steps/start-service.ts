import { pause, systemClock } from '../../harness/engine/index.ts';
import type { ServiceName } from '../../harness/environments/index.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { awaitMoment, type Moment, tellMoment } from '../rig/moment.ts';
import { serviceControl } from '../rig/service-control.ts';

const WITHIN_MS = 90_000;

/** A service that was killed comes back: so long after that, or at a moment of the stream. */
export function startService(
  service: ServiceName,
  when: { readonly afterMs: number } | { readonly once: Moment },
): DubbingStep {
  const told = 'once' in when ? `once ${tellMoment(when.once)}` : `after ${when.afterMs / 1000} s`;
  return {
    id: `start-${service}`,
    title: `${service} comes back ${told}`,
    timeoutMs: WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const control = serviceControl(rig);
      // How long it is away is the fault itself: there is nothing to wait for.
      if ('once' in when) await awaitMoment(ctx, rig, when.once);
      else await pause(systemClock, when.afterMs, ctx.signal);
      ctx.record('started-process', { value: await control.start(service, ctx.signal) });
      return undefined;
    },
  };
}
