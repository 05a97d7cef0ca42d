import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage } from '../../../lib/error-message.ts';
import type { Json } from '../../engine/index.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { ServiceName, ServiceSettings } from '../service-control.ts';
import { dockerUnreachable } from './docker.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'services');
const STOP_WITHIN_MS = 5000;
/** The Docker command uses DOCKER_HOST or its context; the daemon that {@link connectDocker} has found may be another. */
const NO_DAEMON =
  /cannot connect to the docker daemon|error during connect|permission denied while trying to connect/i;

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
 * @throws {EnvironmentError} COMPOSE_FAILED with the message of Compose, DOCKER_UNREACHABLE
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
    if (NO_DAEMON.test(message)) throw dockerUnreachable(`docker compose: ${message}`, error);
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

/** How the services of a project differ from its compose file. */
export interface ProjectSettings {
  /** The scenario's environment variables of single services. */
  readonly services: ServiceSettings;
  /** Further fields of single services. */
  readonly changes?: ServiceChanges;
}

/** Fields of services in a compose file. */
export type ServiceChanges = Readonly<Partial<Record<ServiceName, Readonly<Record<string, Json>>>>>;

/**
 * Writes the settings of the services of a project as a compose file that overrides the project's own.
 *
 * @param project selects the services; part of the file name
 * @returns the absolute path of the file; empty without settings
 */
export async function writeSettings(
  folder: string,
  project: 'media' | 'sts',
  { services: settings, changes = {} }: ProjectSettings,
): Promise<string[]> {
  const ofProject: readonly ServiceName[] =
    project === 'sts' ? ['sts-service'] : ['mediamtx', 'media-service'];
  const services = ofProject.flatMap((name) => {
    const environment = settings[name];
    const changed = { ...(environment && { environment }), ...changes[name] };
    return Object.keys(changed).length === 0 ? [] : [[name, changed] as const];
  });
  if (services.length === 0) return [];
  const file = join(folder, `compose.${project}.settings.yml`);
  // JSON is valid YAML. Compose would read `$` as the start of a variable.
  await writeFile(file, JSON.stringify({ services: Object.fromEntries(services) }).replaceAll('$', '$$$$'));
  return [file];
}
