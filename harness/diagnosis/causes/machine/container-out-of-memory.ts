import { killedChild } from '../../facts/container-facts.ts';
import { observationRef } from '../../facts/run-facts.ts';
import { defineCause } from '../cause.ts';
import { containerFinding } from './container-trouble.ts';

const CONFIRM = [
  'docker inspect -f "{{.State.OOMKilled}} {{.HostConfig.Memory}}" <container>',
  'journalctl -k | grep -i "killed process"',
];

/** The kernel killed a process of a container because it needed more memory than it may use. */
export const containerOutOfMemory = defineCause({
  code: 'CONTAINER_OUT_OF_MEMORY',
  title: 'A container ran out of memory',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'The processes of the container needed more memory than its limit, or than the machine has, and the kernel killed one of them. The work of that process is missing from then on.',
  evidenceFor: ['Docker reports OOMKilled, or has emitted an oom event for the container'],
  evidenceAgainst: ['the container ended with an exit code of its own program'],
  fix: 'Raise the memory limit of the service (mem_limit in its Compose file), or reduce the memory that it needs.',
  confirm: CONFIRM,
  find: (facts) =>
    containerFinding(facts, { kind: 'out-of-memory', confirm: CONFIRM }, (found) => {
      const { name, state, memoryLimitMib } = found;
      const what = state === 'running' ? `a process in the container of ${name}` : `the container of ${name}`;
      const ended = facts.endedProcesses.find(({ data }) => data.name === name);
      const hasLimit = memoryLimitMib !== undefined;
      return {
        summary: `The kernel killed ${what} because it needed more memory than ${hasLimit ? `its limit of ${memoryLimitMib} MiB` : 'the Docker host has'}.`,
        evidence: [ended && observationRef(ended.event, `${name} ended`), killedChild(facts, name)],
        fix: hasLimit
          ? `Raise the memory limit of ${name} above ${memoryLimitMib} MiB: mem_limit in its Compose file.`
          : `Free memory on the Docker host, or run ${name} where there is more.`,
      };
    }),
});
