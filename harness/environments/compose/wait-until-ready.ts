import { pause, systemClock } from '../../engine/index.ts';
import { getText, HttpError } from '../../http/index.ts';
import { type ContainerVerdict, describeHealth, diagnoseContainer } from './container-verdict.ts';
import type { ServiceContainer } from './service-container.ts';

const EVERY_MS = 150;
const REQUEST_WITHIN_MS = 2000;
const OK = 'status 200';

/** A container did not become ready. */
export class ContainerNotReady extends Error {
  readonly container: ServiceContainer;
  readonly verdict: ContainerVerdict;

  constructor(container: ServiceContainer, verdict: ContainerVerdict) {
    super(`${container.name} ${verdict.reason}`);
    this.container = container;
    this.verdict = verdict;
  }
}

/** A request that succeeds once a service is ready. */
export interface ReadinessProbe {
  /** Port in the container. */
  readonly port: number;
  readonly path: string;
}

export interface ReadinessOptions {
  /** Host of published ports. */
  readonly host: string;
  readonly probe: ReadinessProbe | undefined;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until a container runs, is healthy, and responds with 200 to this machine.
 *
 * @throws {ContainerNotReady} as soon as it ends or is unhealthy, otherwise after `withinMs`
 */
export async function waitUntilReady(container: ServiceContainer, options: ReadinessOptions): Promise<void> {
  const { host, probe, withinMs, signal } = options;
  const deadlineMs = performance.now() + withinMs;
  while (true) {
    const state = await container.inspect();
    const verdict = diagnoseContainer(state);
    if (verdict !== undefined) throw new ContainerNotReady(container, verdict);
    const response =
      probe === undefined ? OK : await request(host, state.ports[probe.port], probe.path, signal);
    const isHealthy = state.health === undefined || state.health.status === 'healthy';
    if (isHealthy && response === OK) return;
    if (performance.now() > deadlineMs) {
      throw new ContainerNotReady(container, {
        code: 'SERVICE_NOT_READY',
        reason: `runs but was not ready within ${withinMs} ms: ${describeHealth(state)}; from this machine: ${response}`,
      });
    }
    await pause(systemClock, EVERY_MS, signal);
  }
}

/** Describes the outcome of a request. */
async function request(
  host: string,
  port: number | undefined,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  if (port === undefined) return 'its port is not published';
  const url = `http://${host}:${port}${path}`;
  try {
    const { status, body } = await getText(url, { signal, withinMs: REQUEST_WITHIN_MS });
    return status === 200 ? OK : `GET ${url} returned ${status} ${body.slice(0, 200)}`;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return error.message;
  }
}
