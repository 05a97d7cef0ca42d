import type { ServiceName } from '../../harness/environments/index.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { awaitMoment, type Moment, tellMoment } from '../rig/moment.ts';
import { serviceControl } from '../rig/service-control.ts';

const WITHIN_MS = 65_000;

/** A fault: a service is killed, at once or at a moment of the stream. */
export function killService(service: ServiceName, at: { readonly once?: Moment } = {}): DubbingStep {
  const { once } = at;
  return {
    id: `kill-${service}`,
    title: `${service} is killed${once === undefined ? '' : ` once ${tellMoment(once)}`}`,
    timeoutMs: WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const control = serviceControl(rig);
      if (once !== undefined) await awaitMoment(ctx, rig, once);
      ctx.record('killed-process', { value: await control.kill(service) });
      return undefined;
    },
  };
}
