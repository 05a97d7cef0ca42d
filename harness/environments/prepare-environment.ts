import { connectDocker } from './compose/docker.ts';
import { readyImages } from './compose/ready-images.ts';
import { EnvironmentError } from './environment-error.ts';
import { refuseChanged } from './keeping/kept-environment.ts';
import type { ScenarioOptions } from './scenario-options.ts';

/**
 * Does before a run what may take minutes and says nothing of the pipeline: builds images that are missing or stale.
 * What goes wrong is told, and not thrown: the run meets it again, and reports it. An environment to go on in that is
 * not the same any more is refused before there is a run: it would prove nothing, and be the newest one.
 *
 * @param tell where to say what is being done
 * @throws {EnvironmentError} KEPT_ENVIRONMENT_CHANGED
 */
export async function prepareEnvironment(
  { environment, resume }: Pick<ScenarioOptions, 'environment' | 'resume'>,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (resume !== undefined) await refuseChanged(resume);
  if (environment !== 'compose') return;
  try {
    await readyImages(
      { log: (_, level, message) => level === 'warn' && tell(message) },
      await connectDocker(),
      signal,
    );
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof EnvironmentError)) throw error;
    tell(error.message);
  }
}
