import { RUN_LABEL } from '../../harness/environments/compose/container-labels.ts';
import { inspectDocker } from '../../harness/environments/compose/inspect-docker.ts';
import { EnvironmentError } from '../../harness/environments/environment-error.ts';
import { assessVersion, type VersionAssessment } from '../../harness/versions/index.ts';
import type { Finding } from './finding.ts';

const SETUP = './setup --docker';
const ONLY_FOR = 'needed only for --env compose';

/** The daemon, Compose, the images of this project, and leftovers of killed runs. */
export async function dockerFindings(): Promise<Finding[]> {
  try {
    const { version, description, composeVersion, missingImages, leftovers } = await inspectDocker();
    return [
      daemonFinding(description, assessVersion('Docker Engine', version)),
      composeVersion === undefined
        ? { name: 'Compose v2', status: 'warning', message: `not found; ${ONLY_FOR}`, fix: SETUP }
        : { name: 'Compose v2', status: 'ok', message: composeVersion },
      missingImages.length === 0
        ? { name: 'images', status: 'ok', message: 'up to date' }
        : {
            name: 'images',
            status: 'warning',
            message: `not built; the next run builds ${missingImages.join(', ')}`,
            fix: 'pnpm images',
          },
      ...leftovers.map(({ runId, containers, networks, volumes }): Finding => {
        return {
          name: 'leftover',
          status: 'warning',
          message: `${containers} containers, ${networks} networks and ${volumes} volumes of the killed run ${runId}`,
          fix: removalCommand(runId),
        };
      }),
    ];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return [{ name: 'daemon', status: 'warning', message: `${error.message} (${ONLY_FOR})`, fix: SETUP }];
  }
}

/** Containers are optional, so an unsupported daemon is a warning, too. */
function daemonFinding(description: string, { state, text }: VersionAssessment): Finding {
  const name = 'daemon';
  if (state === 'unsupported') {
    return { name, status: 'warning', message: `${description}: ${text} (${ONLY_FOR})`, fix: SETUP };
  }
  if (state === 'problem')
    return { name, status: 'warning', message: `${description}: ${text} (${ONLY_FOR})` };
  return { name, status: 'ok', message: state === 'newer' ? `${description}: ${text}` : description };
}

/** The next run with `--env compose` removes the same. */
function removalCommand(runId: string): string {
  const filter = `--filter label=${RUN_LABEL}=${runId}`;
  return [
    `docker ps -aq ${filter} | xargs -r docker rm -fv`,
    `docker network ls -q ${filter} | xargs -r docker network rm`,
    `docker volume ls -q ${filter} | xargs -r docker volume rm`,
  ].join('; ');
}
