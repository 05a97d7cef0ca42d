import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceName, ServiceSettings } from '../service-control.ts';

/**
 * Writes what a scenario asks of a project's services as a compose file that overrides theirs.
 *
 * @param project in the file's name
 * @returns its absolute path; none when nothing is asked
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
  // YAML takes JSON. Compose would take a `$` for a variable of its own.
  await writeFile(file, JSON.stringify({ services: Object.fromEntries(services) }).replaceAll('$', '$$$$'));
  return [file];
}
