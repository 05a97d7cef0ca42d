import { EnvironmentError } from './environment-error.ts';
import { ENVIRONMENT_TYPES } from './environment-types.ts';
import { requireUnchanged } from './keeping/kept-environment.ts';
import type { ScenarioOptions } from './scenario-options.ts';

/**
 * Does the work before a run that may take minutes, such as building images. A failure is printed and not thrown: the
 * run fails for the same reason and reports it. A kept environment that has changed is rejected before a run folder
 * exists, because `last` would then name a run without results; so is an invalid configuration of a running pipeline.
 *
 * @param notify prints what is being done
 * @throws {EnvironmentError} KEPT_ENVIRONMENT_CHANGED
 * @throws {AttachConfigError} ATTACH_CONFIG_INVALID
 */
export async function prepareEnvironment(
  { environment, resume, config }: Pick<ScenarioOptions, 'environment' | 'resume' | 'config'>,
  notify: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (resume !== undefined) await requireUnchanged(resume);
  try {
    await ENVIRONMENT_TYPES[environment].prepare?.(notify, signal, { config });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof EnvironmentError)) throw error;
    notify(error.message);
  }
}
