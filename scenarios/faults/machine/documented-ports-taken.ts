import { DOCUMENTED_PORTS } from '../../../harness/environments/process/ports.ts';
import { defineFault } from '../define-fault.ts';
import { holdPort } from '../rigging/hold-port.ts';

/** A pipeline of somebody else runs on the documented ports. */
export const documentedPortsTaken = defineFault({
  id: 'documented-ports-taken',
  title: 'A documented port is in use',
  boundary: 'ports',
  expected: { step: 'environment-setup', cause: 'PORT_TAKEN' },
  async options(stage) {
    await holdPort(stage, `http://127.0.0.1:${DOCUMENTED_PORTS.mediaService}`);
    return { ports: 'documented' };
  },
});
