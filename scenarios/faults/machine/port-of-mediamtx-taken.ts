import { defineFault } from '../define-fault.ts';
import { holdPort } from '../rigging/hold-port.ts';

export const portOfMediamtxTaken = defineFault({
  id: 'port-of-mediamtx-taken',
  title: "Another program listens on the port of MediaMTX's API",
  boundary: 'ports',
  expected: { step: 'environment-setup', cause: 'PORT_TAKEN' },
  alter: (stage) => ({ beforeStart: ({ endpoints }) => holdPort(stage, endpoints.mediamtxApiUrl) }),
});
