import { FaultClient } from '../../harness/sts-faults/index.ts';
import type { FaultPlanInput } from '../../services/contracts/sts-faults.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

/** Settings of the STS service that a scenario with {@link stsFaults} needs. */
export const FAULT_API_ON = { 'sts-service': { STS_FAULT_API: 'on' } } as const;

/**
 * Injects faults into the STS results of this stream.
 *
 * @param title what it does
 */
export function stsFaults(title: string, faults: FaultPlanInput['faults']): DubbingStep {
  return {
    id: 'sts-faults',
    title,
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
