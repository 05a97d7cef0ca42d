import { type RunContext, toJson } from '../../engine/index.ts';
import { describeLastLines, EnvironmentError } from '../environment-error.ts';
import { describePortHolder } from '../process/port-holder.ts';
import { formatServiceLogLine } from '../service-log-line.ts';
import type { ContainerState } from './container-state.ts';
import { type ContainerVerdict, diagnoseContainer, takenPort } from './container-verdict.ts';
import type { Docker } from './docker.ts';
import type { ServiceContainer } from './service-container.ts';

/** State and output of a container of an environment that did not start. */
export interface ContainerEvidence {
  readonly service: string;
  readonly container: string;
  readonly state: ContainerState;
  /** The last lines of its output, oldest first. */
  readonly lastLines: readonly string[];
  /** The process or container that uses its port, if that prevented the start. */
  readonly portHolder?: string | undefined;
}

/** Inspects all containers before they are removed, and writes the result to the event log. */
export async function collectEvidence(
  run: RunContext,
  docker: Docker,
  containers: readonly ServiceContainer[],
): Promise<readonly ContainerEvidence[]> {
  const evidence = await Promise.all(
    containers.map(async (container) => {
      const state = await container.inspect();
      if (state.status !== 'running') await container.readToEnd(run.signal);
      const port = takenPort(state);
      return {
        service: container.name,
        container: container.identity,
        state,
        lastLines: container.tail,
        ...(port === undefined ? {} : { portHolder: await portUser(docker, port) }),
      };
    }),
  );
  run.observe('environment', 'containers', toJson(evidence));
  return evidence;
}

/**
 * The error for an environment that did not start.
 *
 * @param failed the first failure; other containers may have failed too
 */
export function startFailure(
  evidence: readonly ContainerEvidence[],
  failed: { readonly service: string; readonly verdict: ContainerVerdict },
): EnvironmentError {
  const verdicts = evidence.map((one) => {
    const verdict = one.service === failed.service ? failed.verdict : diagnoseContainer(one.state);
    return { ...one, verdict };
  });
  const failures = verdicts.filter(({ verdict }) => verdict !== undefined);
  const reports = failures.map(
    ({ service, container, verdict, portHolder: holder, lastLines }) =>
      `${service} (container ${container}) ${verdict?.reason}${holder === undefined ? '' : ` by ${holder}`}. ` +
      describeLastLines(lastLines.map(formatServiceLogLine)),
  );
  const others = verdicts
    .filter(({ verdict }) => verdict === undefined)
    .map(
      ({ service, state }) =>
        `${service} is ${state.status}${state.health ? ` (${state.health.status})` : ''}`,
    );
  const rest = others.length === 0 ? '' : `\nThe others: ${others.join(', ')}.`;
  return new EnvironmentError(failed.verdict.code, `${reports.join('\n')}${rest}`);
}

/**
 * Describes what uses a port of the Docker host.
 *
 * @returns `the container x`, `pid 1234 (node server.js)`, or `undefined` when it is unknown
 */
async function portUser({ api, isLocal }: Docker, port: number): Promise<string | undefined> {
  const [container] = await api.listContainers({ filters: { publish: [String(port)] } });
  if (container !== undefined)
    return `the container ${container.Names[0]?.replace(/^\//, '') ?? container.Id}`;
  return isLocal ? describePortHolder(port) : undefined;
}
