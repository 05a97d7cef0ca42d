import { defineFault } from '../define-fault.ts';
import { changeService } from '../rigging/service-specs.ts';
import { writeScript } from '../rigging/write-file.ts';

/** What Node 18 prints when it runs a TypeScript file. */
const NODE_18 = `#!/bin/sh
if [ "$1" = --version ]; then echo v18.19.0; exit; fi
cat >&2 <<END
node:internal/errors:497
    ErrorCaptureStackTrace(err);
    ^

TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for $1
    at new NodeError (node:internal/errors:406:5)
    at Object.getFileProtocolModuleFormat [as file:] (node:internal/modules/esm/get_format:99:9)
    at defaultGetFormat (node:internal/modules/esm/get_format:142:36)
    at defaultLoad (node:internal/modules/esm/load:120:20)
    at DefaultModuleLoader.load (node:internal/modules/esm/loader:396:13) {
  code: 'ERR_UNKNOWN_FILE_EXTENSION'
}

Node.js v18.19.0
END
exit 1
`;

/** The Node of the distribution is first on the PATH of a service. */
export const nodeTooOld = defineFault({
  id: 'node-too-old',
  title: 'The STS service is started with Node 18',
  boundary: 'machine',
  expected: { step: 'environment-setup', cause: 'NODE_TOO_OLD' },
  async alter(stage) {
    const command = await writeScript(stage, 'opt/node18/bin/node', NODE_18);
    return { specs: changeService('sts-service', () => ({ command })) };
  },
});
