import { execa } from 'execa';
import { expect, test } from 'vitest';

/** Runs `body` as the start of a service, in a process of its own. */
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

/** Sends signals as the service prints what they wait for. */
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

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops the service, then the process', async (send) => {
  const body = `${UP} return { stop: async () => { console.log('stop was called'); } };`;
  const { exitCode, stdout } = await signalled(body, { at: 'up', send });
  expect(exitCode).toBe(0);
  const told = ['"msg":"stopping"', 'stop was called', '"msg":"stopped"'];
  expect(stdout.split('\n').flatMap((line) => told.filter((part) => line.includes(part)))).toEqual(told);
});

test('a second signal ends it at once', async () => {
  const body = `${UP} return { stop: () => { console.log('stop hangs'); return new Promise(() => {}); } };`;
  const { exitCode, stdout } = await signalled(
    body,
    { at: 'up', send: 'SIGTERM' },
    { at: 'stop hangs', send: 'SIGTERM' },
  );
  expect(exitCode).toBe(1);
  expect(stdout).toContain('told to end twice');
});

test('what is still being started is told to end, and stopped once it is up', async () => {
  const body = `${UP}
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { stop: async () => { console.log('stop was called'); } };`;
  const { exitCode, stdout } = await signalled(body, { at: 'up', send: 'SIGTERM' });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('stop was called');
});

test('a start that gives up because it was told to end is no failure', async () => {
  const body = `${UP}
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();`;
  const { exitCode, stdout } = await signalled(body, { at: 'up', send: 'SIGTERM' });
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('fatal');
});

test.each([
  ['an error at start', `throw new Error('no port');`, 'could not start', 'no port'],
  [
    'an exception',
    `setTimeout(() => { throw new Error('oops'); }); return { stop: async () => {} };`,
    'an error that nobody caught',
    'oops',
  ],
  [
    'a rejection',
    `Promise.reject(new Error('oops')); setInterval(() => {}, 1000); return { stop: async () => {} };`,
    'a rejection that nobody caught',
    'oops',
  ],
  [
    'a stop that fails',
    `setTimeout(() => process.kill(process.pid, 'SIGTERM')); setInterval(() => {}, 1000);
     return { stop: async () => { throw new Error('stuck'); } };`,
    'could not stop in order',
    'stuck',
  ],
])('%s is logged and ends the process with exit code 1', async (_, body, told, message) => {
  const { exitCode, stdout } = await service(body);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    level: 'fatal',
    msg: told,
    err: { message },
  });
});
