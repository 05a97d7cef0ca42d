import type { Step } from '../../harness/engine/index.ts';
import { checkHealth } from '../checks/check-health.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';

/** Every part starts and answers on HTTP. */
export function servicesAnswer(limits: { readonly withinMs: number }): Step<DubbingRig> {
  return {
    id: 'services-answer',
    title: 'The services answer on HTTP',
    timeoutMs: limits.withinMs,
    live: true,
    async run(ctx, rig) {
      const { endpoints } = await rig.startEnvironment(ctx.signal);
      await checkHealth(ctx, endpoints, rig.profile.health);
      return { endpoints: { ...endpoints } };
    },
  };
}
