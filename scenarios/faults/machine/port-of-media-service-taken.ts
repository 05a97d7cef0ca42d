import { defineFault } from '../define-fault.ts';
import { holdPort } from '../rigging/hold-port.ts';

export const portOfMediaServiceTaken = defineFault({
  id: 'port-of-media-service-taken',
  title: 'Another program listens on the port of media-service',
  boundary: 'ports',
  expected: { step: 'environment-setup', cause: 'PORT_TAKEN' },
  alter: (stage) => ({ beforeStart: ({ endpoints }) => holdPort(stage, endpoints.mediaServiceUrl) }),
});
