import { inspectDocker } from '../../harness/environments/compose/inspect-docker.ts';
import { RUN_LABEL } from '../../harness/environments/compose/labels.ts';
import { EnvironmentError } from '../../harness/environments/environment-error.ts';
import type { Finding } from './finding.ts';

const SETUP = './setup --docker';
const ONLY_FOR = 'needed for --env compose only';

/** The daemon, Compose, the project's images, and what runs that were killed have left. */
export async function dockerFindings(): Promise<Finding[]> {
  try {
    const { description, composeVersion, missingImages, leftovers } = await inspectDocker();
    return [
      { name: 'daemon', status: 'ok', told: description },
      composeVersion === undefined
        ? { name: 'Compose v2', status: 'warning', told: `not found; ${ONLY_FOR}`, fix: SETUP }
        : { name: 'Compose v2', status: 'ok', told: composeVersion },
      missingImages.length === 0
        ? { name: 'images', status: 'ok', told: 'of this checkout' }
        : {
            name: 'images',
            status: 'warning',
            told: `to be built, as the next run does: ${missingImages.join(', ')}`,
            fix: 'pnpm images',
          },
      ...leftovers.map(({ runId, containers, networks, volumes }): Finding => {
        return {
          name: 'left behind',
          status: 'warning',
          told: `${containers} containers, ${networks} networks and ${volumes} volumes of ${runId}, which was killed`,
          fix: removalOf(runId),
        };
      }),
    ];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return [{ name: 'daemon', status: 'warning', told: `${error.message} (${ONLY_FOR})`, fix: SETUP }];
  }
}

/** The next run with `--env compose` does the same. */
function removalOf(runId: string): string {
  const filter = `--filter label=${RUN_LABEL}=${runId}`;
  return [
    `docker ps -aq ${filter} | xargs -r docker rm -fv`,
    `docker network ls -q ${filter} | xargs -r docker network rm`,
    `docker volume ls -q ${filter} | xargs -r docker volume rm`,
  ].join('; ');
}
