import { expect, test } from 'vitest';
import type { Json } from '../harness/engine/index.ts';
import { CliRun } from './testing/cli-run.ts';

interface Observed {
  readonly meta: { readonly direction: string; readonly session_id?: string };
  readonly payload: Json;
}

/** The events of one observer in one direction. Audio is replaced by its hash. */
async function eventsOf(run: CliRun, source: string, direction: string) {
  return (await run.events()).flatMap((event) => {
    if (event.type !== 'observation' || event.source !== source) return [];
    const { meta, payload } = event.data as unknown as Partial<Observed>;
    return meta?.direction === direction ? [{ name: event.name, session: meta.session_id, payload }] : [];
  });
}

test('passes seven steps through the tap, which observes the same bytes as the monitor', async () => {
  const run = new CliRun('quick', '--observe', 'tap', '--sts', 'echo');
  expect(await run.exitCode(), run.output).toBe(0);
  expect((await run.result()).steps.map(({ status }) => status)).toEqual(Array(7).fill('passed'));

  const up = await eventsOf(run, 'sts', 'worker-to-sts');
  const down = await eventsOf(run, 'sts', 'sts-to-worker');
  expect(up).toEqual(await eventsOf(run, 'sts-monitor', 'worker-to-sts'));
  expect(down).toEqual(await eventsOf(run, 'sts-monitor', 'sts-to-worker'));

  expect(up.filter(({ name }) => name === 'fragment:data')).toHaveLength(5);
  const processed = down.filter(({ name }) => name === 'fragment:processed');
  const audio = processed.map(({ payload }) => /sha256 [0-9a-f]{64}/.exec(JSON.stringify(payload))?.[0]);
  expect(new Set(audio).size).toBe(5);
  expect(audio).not.toContain(undefined);
  expect(down.at(-1)?.name).toBe('stream:complete');
  expect(await run.leftovers()).toEqual([]);
});
