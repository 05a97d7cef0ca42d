import { type RunContext, toJson } from '../../engine/index.ts';
import { EnvironmentError, tellLastLines } from '../environment-error.ts';
import { tellServiceLogLine } from '../service-log-line.ts';
import type { ContainerState } from './container-state.ts';
import { type ContainerVerdict, judgeContainer, takenPort } from './container-verdict.ts';
import type { Docker } from './docker.ts';
import { holderOf } from './port-holder.ts';
import type { ServiceContainer } from './service-container.ts';

/** All that is known of a container that did not come up, or of one beside it. */
export interface ContainerEvidence {
  readonly service: string;
  readonly container: string;
  readonly state: ContainerState;
  /** The last it printed, oldest first. */
  readonly lastLines: readonly string[];
  /** Who has the port that it was to have, when that is why it was not started. */
  readonly portHolder?: string | undefined;
}

/**
 * Looks at every container while it is still there, and puts what it finds into the event log.
 */
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
        ...(port === undefined ? {} : { portHolder: await holderOf(docker, port) }),
      };
    }),
  );
  run.observe('environment', 'containers', toJson(evidence));
  return evidence;
}

/**
 * @param failed the one that was found not to be ready first; others may have failed as well
 */
export function startFailure(
  evidence: readonly ContainerEvidence[],
  failed: { readonly service: string; readonly verdict: ContainerVerdict },
): EnvironmentError {
  const verdicts = evidence.map((one) => {
    const verdict = one.service === failed.service ? failed.verdict : judgeContainer(one.state);
    return { ...one, verdict };
  });
  const troubled = verdicts.filter(({ verdict }) => verdict !== undefined);
  const stories = troubled.map(
    ({ service, container, verdict, portHolder: holder, lastLines }) =>
      `${service} (container ${container}) ${verdict?.reason}${holder === undefined ? '' : ` by ${holder}`}. ` +
      tellLastLines(lastLines.map(tellServiceLogLine)),
  );
  const others = verdicts
    .filter(({ verdict }) => verdict === undefined)
    .map(
      ({ service, state }) =>
        `${service} is ${state.status}${state.health ? ` (${state.health.status})` : ''}`,
    );
  const rest = others.length === 0 ? '' : `\nThe others: ${others.join(', ')}.`;
  return new EnvironmentError(failed.verdict.code, `${stories.join('\n')}${rest}`);
}
