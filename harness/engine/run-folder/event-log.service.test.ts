import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { collectEvents } from '../testing/collect-events.ts';

/** Fills its event log in a process whose files are limited to 64 KiB. */
const SCRIPT = `
import { runScenario } from ${JSON.stringify(new URL('../execution/run-scenario.ts', import.meta.url).href)};
let ended = false;
const result = await runScenario(
  {
    id: 'flood', title: 'Flood', tags: [], params: {},
    steps: [{
      id: 'flood', title: 'Flood', timeoutMs: 60_000,
      async run(ctx, run) {
        run.defer('server', () => { ended = true; });
        while (!ctx.signal.aborted) {
          run.log('flood', 'info', 'x'.repeat(1000));
          await new Promise(setImmediate);
        }
      },
    }],
    createRig: (run) => run,
  },
  { runId: 'r', folder: process.argv[2], environment: 'none' },
);
console.log(JSON.stringify({ ended, ...result }));
`;

test('a full disk ends the run with its teardowns, and the log stays readable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
  try {
    const script = join(folder, 'flood.ts');
    await writeFile(script, SCRIPT);
    const command = 'ulimit -f 64; exec "$0" "$@"';
    const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, script, folder], {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      ended: true,
      status: 'failed',
      error: { code: 'EVENT_LOG_WRITE', fault: 'ENVIRONMENT', cause: { code: 'EFBIG' } },
    });
    const events = await collectEvents(join(folder, 'events.ndjson'));
    expect(events.length).toBeGreaterThan(40);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
  } finally {
    await rm(folder, { recursive: true });
  }
});
