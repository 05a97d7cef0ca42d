import type { ServiceName, StartedEnvironment } from '../../../harness/environments/index.ts';

/** Sends a signal to the process of a service, as the kernel or an operator does. */
export function signalService(
  { services }: Pick<StartedEnvironment, 'services'>,
  name: ServiceName,
  signal: NodeJS.Signals,
): void {
  const pid = services.find((service) => service.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} has no process`);
  process.kill(pid, signal);
}
