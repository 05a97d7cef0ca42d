import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { ProbeResult } from '../../run-data/probe-results.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { logRef, observationRef } from './run-facts.ts';

type Container = NonNullable<ProbeResult<'containers'>['list']>[number];

/**
 * What is wrong with a container:
 *
 * - `out-of-memory`: the kernel killed a process in it
 * - `not-started`: Docker could not start it
 * - `ended`: it ended, or Docker restarts it
 * - `paused`: its processes are frozen
 * - `unhealthy`: its health check fails
 * - `unreachable`: it is healthy, and this machine cannot reach its service
 */
export interface ContainerTrouble {
  readonly kind: 'out-of-memory' | 'not-started' | 'ended' | 'paused' | 'unhealthy' | 'unreachable';
  readonly container: Container;
  readonly ref: EvidenceRef;
  /** It proves that the container does not do its work, and is not the consequence of something else. */
  readonly isProof: boolean;
}

/** A taken port is no trouble of the container: `PORT_TAKEN` names it. */
const PORT_TAKEN = /port is already allocated|address already in use/;

/** As Node and ffmpeg's wrapper report it, and a shell. */
const KILLED = /\bSIGKILL\b|\bexit ?code\W{1,3}137\b/i;

/** The containers with which something is wrong, as the probe found them after the failure. */
export function containerTroubles(facts: PipelineFacts): readonly ContainerTrouble[] {
  const probe = facts.probed('containers');
  return (probe?.data.list ?? []).flatMap((container) => {
    const kind = troubleOf(container, facts);
    if (probe === undefined || kind === undefined) return [];
    const ref = observationRef(probe.event, describe(container));
    return [{ kind, container, ref, isProof: isProof(kind, container, facts) }];
  });
}

/** A line in which a service reports a child process that ended by SIGKILL. */
export function killedChild(facts: PipelineFacts, name: string): EvidenceRef | undefined {
  const line = facts
    .logs({ source: name, level: 'warn' })
    .find(({ message, data }) => KILLED.test(`${message} ${JSON.stringify(data ?? {})}`));
  return line && logRef(line);
}

/** The error of step 0 for a service that did not become ready in time. */
function wasNotReady(facts: PipelineFacts): boolean {
  for (let error = facts.step('environment-setup')?.error; error !== undefined; error = error.cause)
    if (error.code === 'SERVICE_NOT_READY') return true;
  return false;
}

function isProof(kind: ContainerTrouble['kind'], { name, state }: Container, facts: PipelineFacts): boolean {
  // A running service becomes unhealthy by what it lacks.
  if (kind === 'unhealthy') return facts.setup === undefined;
  // The kernel may have killed a process that does nothing for the service.
  if (kind === 'out-of-memory' && state === 'running') return killedChild(facts, name) !== undefined;
  return true;
}

function troubleOf(container: Container, facts: PipelineFacts): ContainerTrouble['kind'] | undefined {
  const { state, health, error = '', oomKilled } = container;
  if (oomKilled === true) return 'out-of-memory';
  if (state === 'created') return error === '' || PORT_TAKEN.test(error) ? undefined : 'not-started';
  if (state === 'paused') return 'paused';
  if (state !== 'running') return 'ended';
  if (health === 'unhealthy') return 'unhealthy';
  if (!wasNotReady(facts)) return undefined;
  if (health === 'starting') return 'unhealthy';
  return isUnreachable(container, facts) ? 'unreachable' : undefined;
}

function isUnreachable({ name }: Container, facts: PipelineFacts): boolean {
  const requests = facts.probed('services')?.data.list?.filter((entry) => entry.name === name) ?? [];
  return requests.length > 0 && requests.every(({ status }) => status === undefined);
}

function describe(container: Container): string {
  const { name, state, health, exitCode, error, oomKilled, memoryLimitMib, restarts = 0 } = container;
  const parts = [
    state,
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(oomKilled === true ? ['killed for lack of memory'] : []),
    ...(memoryLimitMib === undefined ? [] : [`memory limit ${memoryLimitMib} MiB`]),
    ...(health === undefined || state !== 'running' ? [] : [`health ${health}`]),
    ...(restarts === 0 ? [] : [`${restarts} restarts`]),
    ...(error === undefined ? [] : [error]),
  ];
  return `container of ${name}: ${parts.join(', ')}`;
}

/** The last error of a service before it ended, by its own account. */
export function lastWords(facts: PipelineFacts, name: string): EvidenceRef | undefined {
  const line =
    facts.logs({ source: name, level: 'fatal' }).at(-1) ??
    facts.logs({ source: name, level: 'error' }).at(-1);
  if (line === undefined) return undefined;
  const { data } = z.object({ err: z.object({ message: z.string() }) }).safeParse(line.data);
  const reason = data?.err.message.split('\n', 1)[0];
  return logRef(line, reason === undefined ? line.message : `${line.message}: ${reason}`);
}
