import { constants } from 'node:os';
import { lastWords } from '../../facts/container-facts.ts';
import { defineCause } from '../cause.ts';
import { containerFinding } from './container-trouble.ts';

const CONFIRM = ['docker ps -a --filter name=<container>', 'docker logs --tail 20 <container>'];
/** Exit codes above are 128 plus the number of the signal that ended the program. */
const SIGNALS_FROM = 128;

/** A container ended although it should run. */
export const containerDied = defineCause({
  code: 'CONTAINER_DIED',
  title: 'A container ended',
  boundary: 'containers',
  class: 'ENVIRONMENT',
  meaning:
    'The program of the container ended. Likely reasons: during its start a wrong setting or a missing file, later an error of its own or a signal from outside.',
  evidenceFor: ['the container is in the state exited or restarting, with an exit code'],
  evidenceAgainst: ['the kernel killed it for lack of memory'],
  fix: 'Correct the last error in the log of the service (docker logs). After a signal, stop its sender: docker stop, a supervisor, a person.',
  confirm: CONFIRM,
  find: (facts) =>
    containerFinding(facts, { kind: 'ended', confirm: CONFIRM }, ({ name, exitCode, restarts = 0 }) => {
      const isSignal = exitCode !== undefined && exitCode > SIGNALS_FROM;
      const wasReady = facts.setup !== undefined;
      const words = isSignal ? undefined : lastWords(facts, name);
      const code = exitCode === undefined ? 'an unknown exit code' : `exit code ${exitCode}`;
      const how = isSignal ? `${code}, by ${signalName(exitCode - SIGNALS_FROM)}` : code;
      const again = restarts === 0 ? '' : ` Docker has restarted it ${restarts} times.`;
      const why = words === undefined ? '' : ` Its error: ${words.text.replace(`${name}: `, '')}`;
      return {
        summary: `The container of ${name} ended ${wasReady ? 'during the run' : 'before it was ready'}, with ${how}.${again}${why}`,
        evidence: [words],
        class: wasReady && !isSignal ? 'PRODUCT' : 'ENVIRONMENT',
      };
    }),
});

function signalName(number: number): string {
  const [name] = Object.entries(constants.signals).find(([, value]) => value === number) ?? [];
  return name ?? `signal ${number}`;
}
