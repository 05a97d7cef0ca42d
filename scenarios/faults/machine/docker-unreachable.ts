import { defineFault } from '../define-fault.ts';

/** DOCKER_HOST names a daemon that does not run. */
export const dockerUnreachable = defineFault({
  id: 'docker-unreachable',
  title: 'DOCKER_HOST names a socket on which nothing listens',
  boundary: 'containers',
  expected: { step: 'environment-setup', cause: 'DOCKER_UNREACHABLE' },
  options(stage) {
    const { DOCKER_HOST: before } = process.env;
    stage.defer(() => {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
    });
    process.env.DOCKER_HOST = `unix://${stage.folder}/docker.sock`;
    return { environment: 'compose' };
  },
});
