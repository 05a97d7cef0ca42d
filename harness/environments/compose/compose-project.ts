import { join } from 'node:path';
import { errorMessage } from '../../../lib/error-message.ts';
import { EnvironmentError } from '../environment-error.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'services');
const STOP_WITHIN_MS = 5000;

/** One compose file, run as a project of its own. */
export interface ComposeProjectSpec {
  readonly name: string;
  /** In `services/`, or absolute; a later one overrides what an earlier one says. */
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** A project whose containers have been created. */
export interface CreatedProject {
  /** Ends its containers in order, and removes them with their volumes. */
  down(): Promise<void>;
}

/**
 * Creates the containers of a project and starts none: when one cannot be started, testcontainers removes them all,
 * and what they had to say with them. So that is left to somebody who looks first. See docs/decisions/0020.
 *
 * @throws {EnvironmentError} COMPOSE_FAILED with what Compose said
 */
export async function createProject(spec: ComposeProjectSpec): Promise<CreatedProject> {
  const { name, files, variables } = spec;
  const { DockerComposeEnvironment } = await import('testcontainers');
  try {
    const project = await new DockerComposeEnvironment(FOLDER, [...files])
      .withProjectName(name)
      .withEnvironment({ ...variables })
      // Leftovers are swept by label at the next start: that needs no further image.
      .withAutoCleanup(false)
      .withClientOptions({ commandOptions: ['--no-start'] })
      .up();
    return {
      down: async () => {
        await project.down({ timeout: STOP_WITHIN_MS });
      },
    };
  } catch (error) {
    const said = withoutProgress(errorMessage(error));
    const hint = /unknown (?:shorthand flag|command)|not a docker command|ENOENT/.test(said)
      ? ' Docker Compose v2 is needed: ./setup --docker.'
      : '';
    throw new EnvironmentError(
      'COMPOSE_FAILED',
      `docker compose could not create ${name} from ${files.join(', ')}: ${said}.${hint}`,
      error,
    );
  }
}

/** Compose tells what it does on the same stream as what went wrong. */
function withoutProgress(said: string): string {
  const isProgress = (line: string): boolean =>
    /^\s*(Container|Network|Volume|time=).*(ing|ed|warning.*)$/.test(line);
  return said
    .split('\n')
    .filter((line) => !isProgress(line))
    .join('\n')
    .trim();
}
