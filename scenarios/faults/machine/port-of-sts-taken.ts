import { defineFault } from '../define-fault.ts';
import { holdPort } from '../rigging/hold-port.ts';

export const portOfStsTaken = defineFault({
  id: 'port-of-sts-taken',
  title: 'Another program listens on the port of the STS service',
  boundary: 'ports',
  expected: { step: 'environment-setup', cause: 'PORT_TAKEN' },
  alter: (stage) => ({ beforeStart: ({ endpoints }) => holdPort(stage, endpoints.stsUrl) }),
});
