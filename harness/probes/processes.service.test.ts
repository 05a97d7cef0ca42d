import { expect, onTestFinished, test } from 'vitest';
import { processesProbe } from './processes.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

test('records processes of the run, and a stopped service of another program', async () => {
  const { endpoints, ...pipeline } = await absentPipeline();
  const mediamtx = await startMediamtx();
  process.kill(mediamtx.pid, 'SIGSTOP');
  onTestFinished(() => void process.kill(mediamtx.pid, 'SIGCONT'));
  const [result] = await observe(processesProbe, {
    ...pipeline,
    endpoints: { ...endpoints, ...mediamtx.endpoints },
    processes: () => [
      { name: 'publisher', pid: process.pid },
      { name: 'sts-service', pid: 4_000_000 },
    ],
  });
  expect(result).toEqual({
    list: expect.arrayContaining([
      expect.objectContaining({
        name: 'publisher',
        pid: process.pid,
        state: 'R',
        rssMib: expect.any(Number),
      }),
      expect.objectContaining({ name: 'mediamtx', pid: mediamtx.pid, state: 'T' }),
    ]),
  });
  expect(JSON.stringify(result)).not.toContain('sts-service');
});

test('observes nothing without a process', async () => {
  expect(await observe(processesProbe, await absentPipeline())).toEqual([]);
});
