import { expect, test } from 'vitest';
import { ScenarioRejectedError } from '../harness/engine/index.ts';
import { runCli } from './run-cli.ts';

test('exits 2 for a scenario that rejects its options, before anything runs', async () => {
  let [stdout, stderr] = ['', ''];
  const reject = (): never => {
    throw new ScenarioRejectedError('pointless', 'it is always true. Use another one');
  };
  const code = await runCli(['scenario', 'pointless'], {
    scenarios: [{ id: 'pointless', title: 'A run that proves nothing', tags: [], build: reject }],
    tags: {},
    runsFolder: '/nowhere',
    workingFolder: '/',
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
  });
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: pointless does not support these options: it is always true. Use another one\n',
  });
});
