import { defineDistractor } from '../define-fault.ts';
import { changeService } from '../rigging/service-specs.ts';
import { writeScript } from '../rigging/write-file.ts';

/** The first process of the service is killed after this time. */
const KILLED_AFTER_S = 1;

/** A supervisor starts the STS service a second time, before the run begins. */
export const earlyRestart = defineDistractor({
  id: 'early-restart',
  title: 'The STS service was killed once and started again, before it was ready',
  beside: ['hook-not-executable', 'output-frozen', 'fragment-metric-renamed'],
  async alter(stage) {
    const script = `#!/bin/sh
"$@" &
first=$!
sleep ${KILLED_AFTER_S}
kill -KILL $first
wait $first
exec "$@"
`;
    const command = await writeScript(stage, 'bin/supervise', script);
    return {
      specs: changeService('sts-service', (spec) => ({ command, args: [spec.command, ...spec.args] })),
    };
  },
});
