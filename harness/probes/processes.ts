import { SERVICE_NAMES } from '../environments/service-control.ts';
import { readProcesses } from '../processes/index.ts';
import { findService } from './find-service.ts';
import { defineProbe } from './probe.ts';

/** The states of the processes of the run, and of services on this machine that another program has started. */
export const processesProbe = defineProbe('processes', async ({ endpoints, processes }) => {
  const known = processes();
  const others = await Promise.all(
    SERVICE_NAMES.map(async (name) => {
      if (endpoints === undefined || known.some((process) => process.name === name)) return [];
      const found = await findService(endpoints, name);
      return found === undefined ? [] : [{ name, pid: found.pid }];
    }),
  );
  const list = readProcesses([...known, ...others.flat()]);
  return list.length === 0 ? [] : [{ list }];
});
