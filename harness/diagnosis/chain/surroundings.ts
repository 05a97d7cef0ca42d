import { containerTroubles } from '../facts/container-facts.ts';
import { machineTrouble } from '../facts/machine-facts.ts';
import { pausedProcess } from '../facts/paused-process.ts';
import { takenPort } from '../facts/port-facts.ts';
import { setupErrorRef } from '../facts/setup-error.ts';
import type { Boundary } from './boundary.ts';
import { ok, unseen, wrong } from './observed.ts';

/** The machine: processor time, clock, versions of the tools. */
export const machine: Boundary = {
  id: 'machine',
  title: 'machine',
  proofIn: 'samples of processor, memory, disk and clock',
  proofOut: 'the processes of the pipeline get processor time when they need it; the clock does not jump',
  sources: ['machine samples', 'process samples', 'versions of the tools'],
  observe(facts) {
    const tools = setupErrorRef(facts, ['TOOL_MISSING', 'TOOL_TOO_OLD']);
    if (tools !== undefined)
      return wrong({ out: 'a tool that the run needs is missing or too old', evidence: [tools] });
    const trouble = machineTrouble(facts);
    if (trouble !== undefined) return wrong({ out: trouble.text, evidence: [trouble] });
    const samples = facts.machineSamples;
    const last = samples.at(-1)?.data;
    if (last === undefined) return unseen();
    const busiest = Math.max(...samples.map(({ data }) => data.cpuBusy ?? 0));
    return ok({
      in: `${samples.length} samples`,
      out: `busiest second: ${Math.round(busiest * 100)} % of ${last.cores ?? '?'} cores`,
    });
  },
};

/** The network ports of the pipeline. */
export const ports: Boundary = {
  id: 'ports',
  title: 'ports',
  proofIn: 'the ports that the run reserved or that the configuration names',
  proofOut: 'each port is held by its service',
  sources: ['errors of step 0', 'probe of the ports'],
  observe(facts) {
    const taken = takenPort(facts);
    if (taken !== undefined)
      return wrong({ out: 'a port is held by another process', evidence: taken.evidence });
    const list = facts.probed('ports')?.data.list;
    if (list !== undefined)
      return ok({
        out: `${list.filter(({ listening }) => listening).length} of ${list.length} ports have a listener`,
      });
    return facts.setup === undefined ? unseen() : ok({ out: 'step 0 reached each service' });
  },
};

/** The processes of the run can be started at all. One that ends later is the business of its own boundary. */
export const processes: Boundary = {
  id: 'processes',
  title: 'processes',
  proofIn: 'commands of the services',
  proofOut: 'each process was started, and none was stopped for some time',
  sources: ['errors of step 0', 'process samples'],
  observe(facts) {
    const pause = pausedProcess(facts);
    if (pause !== undefined) return wrong({ out: pause.evidence[0].text, evidence: pause.evidence });
    const list = facts.processSamples.at(-1)?.data.list ?? facts.probed('processes')?.data.list;
    if (list === undefined) return unseen();
    return ok({ out: `${list.length} processes sampled` });
  },
};

/** Containers, in the environment `compose`. */
export const containers: Boundary = {
  id: 'containers',
  title: 'containers',
  proofIn: 'images and the Compose file',
  proofOut: 'each container runs and is healthy',
  sources: ['errors of step 0', 'probe of the containers'],
  observe(facts) {
    if (facts.environment !== 'compose') return unseen();
    const error = setupErrorRef(facts, [
      'DOCKER_UNREACHABLE',
      'IMAGE_NOT_BUILT',
      'NETWORK_NOT_MADE',
      'COMPOSE_FAILED',
      'SERVICE_NOT_STARTED',
      'SERVICE_NOT_READY',
    ]);
    if (error !== undefined)
      return wrong({ out: 'a container does not run or is not healthy', evidence: [error] });
    const troubles = containerTroubles(facts).filter(({ isProof }) => isProof);
    if (troubles.length > 0)
      return wrong({ out: troubles[0]?.ref.text, evidence: troubles.map(({ ref }) => ref) });
    const list = facts.probed('containers')?.data.list;
    return list === undefined ? unseen() : ok({ out: `${list.length} containers` });
  },
};
