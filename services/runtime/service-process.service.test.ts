import { execa } from 'execa';
import { expect, test } from 'vitest';

/** Runs `body` as the start of a service, in a separate process. */
function service(body: string) {
  const module = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    import { createLogger } from ${module('./logger.ts')};
    import { runServiceProcess } from ${module('./service-process.ts')};
    await runServiceProcess(createLogger('some-service'), async (signal) => { ${body} });
  `;
  return execa(process.execPath, ['--input-type=module', '--eval', script], {
    reject: false,
    timeout: 10_000,
  });
}

/** Sends each signal when the service prints its `at` text. */
async function signalled(body: string, ...signals: { readonly at: string; readonly send: NodeJS.Signals }[]) {
  const child = service(body);
  for await (const line of child.iterable({ from: 'stdout' })) {
    const [next] = signals;
    if (next === undefined || !line.includes(next.at)) continue;
    signals.shift();
    child.kill(next.send);
  }
  return await child;
}

const UP = `console.log('up'); setInterval(() => {}, 1000);`;

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops the service, then exits', async (send) => {
  const body = `${UP} return { stop: async () => { console.log('stop was called'); } };`;
  const { exitCode, stdout } = await signalled(body, { at: 'up', send });
  expect(exitCode).toBe(0);
  const expected = ['"msg":"stopping"', 'stop was called', '"msg":"stopped"'];
  expect(stdout.split('\n').flatMap((line) => expected.filter((part) => line.includes(part)))).toEqual(
    expected,
  );
});

test('a second signal exits at once', async () => {
  const body = `${UP} return { stop: () => { console.log('stop hangs'); return new Promise(() => {}); } };`;
  const { exitCode, stdout } = await signalled(
    body,
    { at: 'up', send: 'SIGTERM' },
    { at: 'stop hangs', send: 'SIGTERM' },
  );
  expect(exitCode).toBe(1);
  expect(stdout).toContain('second signal: exiting at once');
});

test('a signal during the start aborts it and stops the service once it is up', async () => {
  const body = `${UP}
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { stop: async () => { console.log('stop was called'); } };`;
  const { exitCode, stdout } = await signalled(body, { at: 'up', send: 'SIGTERM' });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('stop was called');
});

test('a start that is aborted by a signal is not a failure', async () => {
  const body = `${UP}
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();`;
  const { exitCode, stdout } = await signalled(body, { at: 'up', send: 'SIGTERM' });
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('fatal');
});

test.each([
  ['a failed start', `throw new Error('no port');`, 'start failed', 'no port'],
  [
    'an uncaught exception',
    `setTimeout(() => { throw new Error('oops'); }); return { stop: async () => {} };`,
    'uncaught error',
    'oops',
  ],
  [
    'an unhandled rejection',
    `Promise.reject(new Error('oops')); setInterval(() => {}, 1000); return { stop: async () => {} };`,
    'unhandled rejection',
    'oops',
  ],
  [
    'a failed shutdown',
    `setTimeout(() => process.kill(process.pid, 'SIGTERM')); setInterval(() => {}, 1000);
     return { stop: async () => { throw new Error('stuck'); } };`,
    'shutdown failed',
    'stuck',
  ],
])('%s is logged and exits with code 1', async (_, body, logged, message) => {
  const { exitCode, stdout } = await service(body);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    level: 'fatal',
    msg: logged,
    err: { message },
  });
});
