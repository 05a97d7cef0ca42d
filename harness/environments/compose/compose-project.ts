import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '../../../lib/error-message.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { ServiceName, ServiceSettings } from '../service-control.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'services');
const STOP_WITHIN_MS = 5000;

/** A Compose project. */
export interface ComposeProjectSpec {
  readonly name: string;
  /** Compose files in `services/`, or absolute paths; later files override earlier ones. */
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** A project with created containers. */
export interface CreatedProject {
  /** Stops the containers in order and removes them with their volumes. */
  down(): Promise<void>;
}

/**
 * Creates the containers of a project without starting them. When one cannot be started, testcontainers would remove all of
 * them with their logs before these can be read (docs/decisions/0020).
 *
 * @throws {EnvironmentError} COMPOSE_FAILED with the message of Compose
 */
export async function createProject(spec: ComposeProjectSpec): Promise<CreatedProject> {
  const { name, files, variables } = spec;
  const { DockerComposeEnvironment } = await import('testcontainers');
  try {
    const project = await new DockerComposeEnvironment(FOLDER, [...files])
      .withProjectName(name)
      .withEnvironment({ ...variables })
      // Leftovers are swept by label at the next start, which needs no additional image.
      .withAutoCleanup(false)
      .withClientOptions({ commandOptions: ['--no-start'] })
      .up();
    return {
      down: async () => {
        await project.down({ timeout: STOP_WITHIN_MS });
      },
    };
  } catch (error) {
    const message = withoutProgress(errorMessage(error));
    const hint = /unknown (?:shorthand flag|command)|not a docker command|ENOENT/.test(message)
      ? ' Docker Compose v2 is required: ./setup --docker.'
      : '';
    throw new EnvironmentError(
      'COMPOSE_FAILED',
      `docker compose could not create ${name} from ${files.join(', ')}: ${message}.${hint}`,
      error,
    );
  }
}

/** Compose prints its progress and its errors on the same stream. */
function withoutProgress(output: string): string {
  const isProgress = (line: string): boolean =>
    /^\s*(Container|Network|Volume|time=).*(ing|ed|warning.*)$/.test(line);
  return output
    .split('\n')
    .filter((line) => !isProgress(line))
    .join('\n')
    .trim();
}

/**
 * Writes the settings of a scenario for the services of a project as a compose file that overrides the project's own.
 *
 * @param project selects the services; part of the file name
 * @returns the absolute path of the file; empty without settings
 */
export async function writeSettings(
  folder: string,
  project: 'media' | 'sts',
  settings: ServiceSettings,
): Promise<string[]> {
  const ofProject: readonly ServiceName[] =
    project === 'sts' ? ['sts-service'] : ['mediamtx', 'media-service'];
  const services = ofProject.flatMap((name) => {
    const environment = settings[name];
    return environment === undefined ? [] : [[name, { environment }] as const];
  });
  if (services.length === 0) return [];
  const file = join(folder, `compose.${project}.settings.yml`);
  // JSON is valid YAML. Compose would read `$` as the start of a variable.
  await writeFile(file, JSON.stringify({ services: Object.fromEntries(services) }).replaceAll('$', '$$$$'));
  return [file];
}
