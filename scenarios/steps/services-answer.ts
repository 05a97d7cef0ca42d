import { checkHealth } from '../checks/check-health.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

/** All services start and answer over HTTP. */
export function servicesAnswer(limits: { readonly withinMs: number }): DubbingStep {
  return {
    id: 'services-answer',
    title: 'Services answer over HTTP',
    timeoutMs: limits.withinMs,
    live: true,
    async run(ctx, rig) {
      const { endpoints } = await rig.startEnvironment(ctx.signal);
      await checkHealth(ctx, endpoints, rig.profile.health);
      return { endpoints: { ...endpoints }, profile: rig.profile };
    },
  };
}
