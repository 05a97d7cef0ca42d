import { expect, test } from 'vitest';
import { ConcurrencyGate } from './concurrency-gate.ts';

const patient = new AbortController().signal;

/** Which of `names` are in, after all that can happen has happened. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('those who wait enter in their order, one for each that leaves', async () => {
  const gate = new ConcurrencyGate(2);
  const inside: string[] = [];
  const leaves = new Map<string, () => void>();
  for (const name of ['a', 'b', 'c', 'd']) {
    void gate.enter(patient).then((leave) => {
      inside.push(name);
      leaves.set(name, leave);
    });
  }
  await settled();
  expect(inside).toEqual(['a', 'b']);
  leaves.get('b')?.();
  await settled();
  expect(inside).toEqual(['a', 'b', 'c']);
});

test('who is called away while waiting takes no place', async () => {
  const gate = new ConcurrencyGate(1);
  const leave = await gate.enter(patient);
  const impatient = new AbortController();
  const given = gate.enter(impatient.signal);
  const next = gate.enter(patient);
  impatient.abort(new Error('called away'));
  await expect(given).rejects.toThrow('called away');
  leave();
  const leaveNext = await next;
  leaveNext();
  const last = await gate.enter(patient);
  last();
});

test('who is called away before is not let in', async () => {
  const gate = new ConcurrencyGate(1);
  await expect(gate.enter(AbortSignal.abort(new Error('called away')))).rejects.toThrow('called away');
});
