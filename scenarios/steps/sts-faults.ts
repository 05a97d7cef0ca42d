import { FaultClient } from '../../harness/sts-faults/index.ts';
import type { FaultPlanInput } from '../../services/contracts/sts-faults.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

/** What a scenario needs of the STS service for {@link stsFaults}. */
export const FAULT_API_ON = { 'sts-service': { STS_FAULT_API: 'on' } } as const;

/**
 * A fault: from now on the STS service does wrong to this stream.
 *
 * @param told what it does, as the step's title
 */
export function stsFaults(told: string, faults: FaultPlanInput['faults']): DubbingStep {
  return {
    id: 'sts-faults',
    title: told,
    timeoutMs: 10_000,
    live: true,
    async run(ctx, rig) {
      const client = new FaultClient(rig.live.environment.endpoints.stsUrl, rig.streamId);
      const state = await client.set(faults, ctx.signal);
      ctx.check('faults-active', { actual: state.faults.length, expected: faults.length });
      return undefined;
    },
  };
}
