import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';

/**
 * Whether the environment of a run is kept when nothing is said: on a terminal somebody can look into what failed. Of
 * several runs none is: nobody looks into all of them.
 */
export function usualKeepMode(
  runs: number,
  { stdout, env }: Pick<CliContext, 'stdout' | 'env'>,
): ScenarioOptions['keepEnvironment'] {
  const somebodyLooks = stdout.isTTY === true && (env.CI ?? '') === '';
  return somebodyLooks && runs === 1 ? 'on-failure' : 'never';
}
