import { expect } from 'vitest';
import { fragmentAckSchema, fragmentProcessedSchema } from '../../contracts/fragment.ts';
import { streamCompleteSchema } from '../../contracts/stream-session.ts';
import { stsErrorSchema } from '../../contracts/sts-notice.ts';

/** A fragment that was sent to a session. No two have the same id, whatever their sequence numbers. */
export interface SentFragment {
  readonly fragmentId: string;
  readonly sequence: number;
  readonly durationMs: number;
}

/** An event that a session sent. */
export interface SessionEvent {
  readonly event: string;
  readonly payload: unknown;
}

/**
 * Checks what one session said against the promises of the protocol that hold for every course of events.
 *
 * @param isOver whether it came to its end, so that nothing may be without an answer
 */
export function checkSession(
  sent: readonly SentFragment[],
  events: readonly SessionEvent[],
  isOver: boolean,
): void {
  const all = <T>(name: string, parse: (payload: unknown) => T): T[] =>
    events.filter(({ event }) => event === name).map(({ payload }) => parse(payload));
  const acknowledged = all('fragment:ack', (payload) => fragmentAckSchema.parse(payload).fragment_id);
  const results = all('fragment:processed', (payload) => fragmentProcessedSchema.parse(payload));
  const errors = all('error', (payload) => stsErrorSchema.parse(payload));
  const gaps = errors.flatMap(({ metadata }) => numbersGivenUp(metadata));
  const refusals = errors.filter(({ metadata }) => metadata?.missing_from === undefined);

  const sequences = results.map(({ sequence_number }) => sequence_number);
  expect(sequences, 'results in order, each once').toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(new Set(acknowledged).size, 'one acknowledgement for each').toBe(acknowledged.length);
  const passed = events.flatMap(({ event, payload }) => numbersPassed(event, payload));
  expect(passed, 'gaps and results count up together').toEqual([...new Set(passed)].sort((a, b) => a - b));

  const answered = results.map(({ fragment_id }) => fragment_id);
  const refused = refusals.flatMap(({ fragment_id }) => fragment_id ?? []);
  expect(
    answered.filter((id) => !acknowledged.includes(id)),
    'no result without an acknowledgement',
  ).toEqual([]);
  expect(
    refused.filter((id) => acknowledged.includes(id)),
    'no error for what was accepted',
  ).toEqual([]);
  if (!isOver) return;

  expect(answered.toSorted(), 'a result for all that was accepted').toEqual(acknowledged.toSorted());
  expect(acknowledged.length + refusals.length, 'one answer for each fragment').toBe(sent.length);
  const settled = new Set([...sequences, ...gaps, ...sentAs(sent, refused)]);
  const last = sequences.at(-1) ?? -1;
  expect(
    Array.from({ length: last + 1 }, (_, sequence) => sequence).filter((sequence) => !settled.has(sequence)),
    'no number is passed over in silence',
  ).toEqual([]);

  const [account, ...more] = all('stream:complete', (payload) => streamCompleteSchema.parse(payload));
  expect(more, 'one account').toEqual([]);
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const durations = sent
    .filter(({ fragmentId }) => answered.includes(fragmentId))
    .map((one) => one.durationMs);
  expect(account, 'the account').toMatchObject({
    total_fragments: results.length,
    total_duration_ms: durations.reduce((sum, ms) => sum + ms, 0),
    statistics: {
      success_count: count('success'),
      partial_count: count('partial'),
      failed_count: count('failed'),
    },
  });
  const names = events.map(({ event }) => event);
  const afterwards = new Set(names.slice(names.indexOf('stream:complete') + 1));
  afterwards.delete('error');
  expect([...afterwards], 'nothing but errors after the account').toEqual([]);
}

function numbersPassed(event: string, payload: unknown): number[] {
  if (event === 'fragment:processed') return [fragmentProcessedSchema.parse(payload).sequence_number];
  return event === 'error' ? numbersGivenUp(stsErrorSchema.parse(payload).metadata) : [];
}

function numbersGivenUp(metadata: Record<string, unknown> | undefined): number[] {
  const { missing_from: from, missing_to: to } = metadata ?? {};
  if (typeof from !== 'number' || typeof to !== 'number') return [];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function sentAs(sent: readonly SentFragment[], fragmentIds: readonly string[]): number[] {
  return sent.filter(({ fragmentId }) => fragmentIds.includes(fragmentId)).map(({ sequence }) => sequence);
}
