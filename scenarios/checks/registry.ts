import type { DubbingCheck } from './registry/dubbing-check.ts';
import { faultChecks } from './registry/fault-checks.ts';
import { fragmentChecks } from './registry/fragment-checks.ts';
import { outputChecks } from './registry/output-checks.ts';
import { setupChecks } from './registry/setup-checks.ts';
import { workerChecks } from './registry/worker-checks.ts';

export type { DubbingCheck } from './registry/dubbing-check.ts';

/** Every check of the dubbing scenarios, by id: titles for reports, and what `leaveOut` may name. */
export const dubbingChecks = {
  ...setupChecks,
  ...fragmentChecks,
  ...outputChecks,
  ...workerChecks,
  ...faultChecks,
} as const satisfies Record<string, DubbingCheck>;

export type DubbingCheckId = keyof typeof dubbingChecks;

/** Ids of the checks that a step makes in every ordinary run: those without a condition. */
export function unconditionalChecks(stepId: string): DubbingCheckId[] {
  const all = Object.entries(dubbingChecks) as [DubbingCheckId, DubbingCheck][];
  return all.flatMap(([id, { steps, when }]) => (when === undefined && steps.includes(stepId) ? [id] : []));
}
