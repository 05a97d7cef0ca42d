import type { RunContext } from '../../engine/index.ts';
import type { ScenarioOptions } from '../scenario-options.ts';

export type KeepMode = ScenarioOptions['keepEnvironment'];

/** Whether an environment is to stay when its run is over. A run that was interrupted is not one that failed. */
export function isToStay(keep: KeepMode, { interimStatus }: Pick<RunContext, 'interimStatus'>): boolean {
  return keep === 'always' || (keep === 'on-failure' && interimStatus === 'failed');
}
