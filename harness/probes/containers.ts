import { defineProbe } from './probe.ts';

/** The states of the containers. */
export const containersProbe = defineProbe('containers', async ({ containers }, signal) =>
  containers === undefined ? [] : [{ list: [...(await containers(signal))] }],
);
