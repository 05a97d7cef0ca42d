import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../engine/index.ts';
import type { ProbedPipeline } from '../../probes/index.ts';
import type { EnvironmentService } from '../environment.ts';
import { ServiceExitedError } from '../environment-error.ts';
import { formatServiceLogLine } from '../service-log-line.ts';
import { RUN_LABEL, SERVICE_LABEL } from './container-labels.ts';
import { ContainerPlace } from './container-place.ts';
import { reportContainer } from './container-report.ts';
import { describeEnd } from './container-verdict.ts';
import type { Docker } from './docker.ts';
import { programPid } from './program-pid.ts';
import { ServiceContainer } from './service-container.ts';
import { collectEvidence, startFailure } from './start-failure.ts';
import {
  ContainerNotReady,
  type ReadinessOptions,
  type ReadinessProbe,
  waitUntilReady,
} from './wait-until-ready.ts';

/**
 * The containers of one run. Their output goes to the event log and to `logs/<service>.log` in the run folder. Once the group
 * is guarded, a container that ends fails the current step.
 */
export class ContainerGroup {
  readonly #run: RunContext;
  readonly #docker: Docker;
  readonly #containers: readonly ServiceContainer[];

  /**
   * Finds the containers that were created for a run.
   *
   * @param creatorRunId run that created them; defaults to this run
   */
  static async find(docker: Docker, run: RunContext, creatorRunId = run.runId): Promise<ContainerGroup> {
    const found = await docker.api.listContainers({
      all: true,
      filters: { label: [`${RUN_LABEL}=${creatorRunId}`] },
    });
    const containers = found.map(({ Id, Names, Labels }) => {
      const identity = Names[0]?.replace(/^\//, '') ?? Id;
      return new ServiceContainer(docker.api, { id: Id, name: Labels[SERVICE_LABEL] ?? identity, identity });
    });
    return new ContainerGroup(run, docker, containers);
  }

  private constructor(run: RunContext, docker: Docker, containers: readonly ServiceContainer[]) {
    this.#run = run;
    this.#docker = docker;
    this.#containers = containers;
  }

  get containers(): readonly ServiceContainer[] {
    return this.#containers;
  }

  /** The services for an environment. Called while they run. */
  async services(): Promise<EnvironmentService[]> {
    return await Promise.all(
      this.#containers.map(async ({ name, identity, handle }) => {
        const pid = await programPid(handle);
        return { name, identity: `container ${identity}`, ...(pid === undefined ? {} : { pid }) };
      }),
    );
  }

  /** @throws {Error} when the compose files have no such service */
  of(service: string): ServiceContainer {
    const found = this.#containers.find(({ name }) => name === service);
    if (found === undefined) throw new Error(`the compose files have no service "${service}"`);
    return found;
  }

  /**
   * Starts all containers. A failure does not prevent the others from starting; {@link waitUntilReady} reports it.
   *
   * @param untilRemoved stops reading their logs
   */
  async start(untilRemoved: AbortSignal): Promise<void> {
    const logs = join(this.#run.folder, 'logs');
    await mkdir(logs, { recursive: true });
    await Promise.all(
      this.#containers.map(async (container) => {
        await container.start();
        await container.follow(this.#run, join(logs, `${container.name}.log`), untilRemoved);
      }),
    );
  }

  /** Reads their output from now on, until `untilRemoved` aborts. */
  async follow(untilRemoved: AbortSignal): Promise<void> {
    const logs = join(this.#run.folder, 'logs');
    await mkdir(logs, { recursive: true });
    await Promise.all(
      this.#containers.map((container) =>
        container.follow(this.#run, join(logs, `${container.name}.log`), untilRemoved, 'next'),
      ),
    );
  }

  /**
   * Waits until all containers are ready.
   *
   * @param options.probes by service
   * @throws {EnvironmentError} with each failed container and the reason, from the evidence of all containers
   */
  async waitUntilReady(
    options: Omit<ReadinessOptions, 'probe'> & { readonly probes: Readonly<Record<string, ReadinessProbe>> },
  ): Promise<void> {
    // A failure ends the wait for the others.
    const waiting = new AbortController();
    const signal = AbortSignal.any([options.signal, waiting.signal]);
    try {
      await Promise.all(
        this.#containers.map((container) =>
          waitUntilReady(container, { ...options, probe: options.probes[container.name], signal }),
        ),
      );
    } catch (error) {
      waiting.abort(error);
      if (!(error instanceof ContainerNotReady)) throw error;
      const evidence = await collectEvidence(this.#run, this.#docker, this.#containers);
      throw startFailure(evidence, { service: error.container.name, verdict: error.verdict });
    }
  }

  /** What probes may inspect after a failed step. */
  get probed(): Required<Pick<ProbedPipeline, 'containers' | 'placeOf'>> {
    return {
      containers: () =>
        Promise.all(this.#containers.map((container) => reportContainer(this.#docker.api, container))),
      placeOf: async (service) => {
        const found = this.#containers.find(({ name }) => name === service);
        return found && (await ContainerPlace.open(this.#docker.api, found.handle));
      },
    };
  }

  /** From now on, a container that ends before the run fails the current step. */
  guard(): void {
    for (const container of this.#containers) {
      void this.#guardOne(container).catch((error: unknown) => {
        if (this.#run.signal.aborted) return;
        this.#run.log('harness', 'warn', `${container.name} is no longer monitored: ${String(error)}`);
      });
    }
  }

  async #guardOne(container: ServiceContainer): Promise<void> {
    await container.ended(this.#run.signal);
    const state = await container.inspect();
    const { exitCode, oomKilled } = state;
    this.#run.observe('processes', 'ended', {
      name: container.name,
      exitCode,
      ...(oomKilled ? { oomKilled } : {}),
    });
    await container.readToEnd(this.#run.signal);
    this.#run.failStep(
      new ServiceExitedError({
        service: container.name,
        identity: `container ${container.identity}`,
        how: describeEnd(state),
        exitCode: state.exitCode,
        signal: undefined,
        lastLines: container.tail.map(formatServiceLogLine),
      }),
    );
  }
}
