import { expect, test } from 'vitest';
import { runTool, ToolError } from './run-tool.ts';

test('passes stdin to the program and returns its stdout', async () => {
  const bytes = Buffer.from([0, 255, 10, 13]);
  expect(Buffer.from(await runTool('cat', [], bytes))).toEqual(bytes);
});

test('reports the exit code and the end of stderr, without the noise of pocketsphinx', async () => {
  const script =
    'for i in 1 2 3 4 5 6 7; do echo "line $i" >&2; done; echo "INFO: noise" >&2; printf "%s\\t0.65\\n" -wip >&2; exit 3';
  const error = await runTool('sh', ['-c', script], '').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ToolError);
  expect(error).toMatchObject({
    exitCode: 3,
    stderrTail: ['line 3', 'line 4', 'line 5', 'line 6', 'line 7'],
    message: 'sh ended with exit code 3: line 3 | line 4 | line 5 | line 6 | line 7',
  });
});

test('reports a program that was killed, and one that does not exist', async () => {
  await expect(runTool('sh', ['-c', 'kill -9 $$'], '')).rejects.toThrow('sh was ended by SIGKILL');
  await expect(runTool('no-such-program', [], '')).rejects.toThrow(/no-such-program .*ENOENT/);
});

test('kills the program on abort and throws the reason', async () => {
  const reason = new Error('enough');
  const running = runTool('sh', ['-c', 'trap "" TERM; exec sleep 3600'], '', AbortSignal.timeout(100));
  await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(runTool('cat', [], '', AbortSignal.abort(reason))).rejects.toBe(reason);
});
