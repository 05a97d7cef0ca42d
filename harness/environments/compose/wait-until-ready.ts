import { pause, systemClock } from '../../engine/index.ts';
import { getText, HttpError } from '../../http/index.ts';
import { type ContainerVerdict, judgeContainer, tellProbes } from './container-verdict.ts';
import type { ServiceContainer } from './service-container.ts';

const EVERY_MS = 150;
const REQUEST_WITHIN_MS = 2000;
const OK = 'it answers 200';

/** A container has not come up. */
export class ContainerNotReady extends Error {
  readonly container: ServiceContainer;
  readonly verdict: ContainerVerdict;

  constructor(container: ServiceContainer, verdict: ContainerVerdict) {
    super(`${container.name} ${verdict.reason}`);
    this.container = container;
    this.verdict = verdict;
  }
}

/** What answers 200 when a service is ready. */
export interface ReadinessProbe {
  /** Inside the container. */
  readonly port: number;
  readonly path: string;
}

export interface ReadinessOptions {
  /** Where published ports are reached. */
  readonly host: string;
  readonly probe: ReadinessProbe | undefined;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until a container runs, its health check says so, and it answers 200 from here.
 *
 * @throws {ContainerNotReady} at once when it ends or is unhealthy, else when `withinMs` has passed
 */
export async function waitUntilReady(container: ServiceContainer, options: ReadinessOptions): Promise<void> {
  const { host, probe, withinMs, signal } = options;
  const deadlineMs = performance.now() + withinMs;
  while (true) {
    const state = await container.inspect();
    const verdict = judgeContainer(state);
    if (verdict !== undefined) throw new ContainerNotReady(container, verdict);
    const answer = probe === undefined ? OK : await ask(host, state.ports[probe.port], probe.path, signal);
    const isHealthy = state.health === undefined || state.health.status === 'healthy';
    if (isHealthy && answer === OK) return;
    if (performance.now() > deadlineMs) {
      throw new ContainerNotReady(container, {
        code: 'SERVICE_NOT_READY',
        reason: `runs, and was not ready within ${withinMs} ms: ${tellProbes(state)}; from here ${answer}`,
      });
    }
    await pause(systemClock, EVERY_MS, signal);
  }
}

/** What became of a request, in words. */
async function ask(
  host: string,
  port: number | undefined,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  if (port === undefined) return 'it cannot be asked: its port is not published';
  const url = `http://${host}:${port}${path}`;
  try {
    const { status, body } = await getText(url, { signal, withinMs: REQUEST_WITHIN_MS });
    return status === 200 ? OK : `GET ${url} answered ${status} ${body.slice(0, 200)}`;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return error.message;
  }
}
