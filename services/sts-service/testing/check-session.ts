import { expect } from 'vitest';
import { fragmentAckSchema, fragmentProcessedSchema } from '../../contracts/fragment.ts';
import { streamCompleteSchema } from '../../contracts/stream-session.ts';
import { stsErrorSchema } from '../../contracts/sts-notice.ts';

/** A fragment that was sent to a session. Ids are unique, sequence numbers need not be. */
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
 * Checks the events of a session against the rules of the protocol that hold for any sequence of events.
 *
 * @param hasEnded whether the session completed, so that every fragment must have an answer
 */
export function checkSession(
  sent: readonly SentFragment[],
  events: readonly SessionEvent[],
  hasEnded: boolean,
): void {
  const all = <T>(name: string, parse: (payload: unknown) => T): T[] =>
    events.filter(({ event }) => event === name).map(({ payload }) => parse(payload));
  const acknowledged = all('fragment:ack', (payload) => fragmentAckSchema.parse(payload).fragment_id);
  const results = all('fragment:processed', (payload) => fragmentProcessedSchema.parse(payload));
  const errors = all('error', (payload) => stsErrorSchema.parse(payload));
  const gaps = errors.flatMap(({ metadata }) => skippedNumbers(metadata));
  const rejections = errors.filter(({ metadata }) => metadata?.missing_from === undefined);

  const sequences = results.map(({ sequence_number }) => sequence_number);
  expect(sequences, 'results in order, each once').toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(new Set(acknowledged).size, 'one acknowledgement per fragment').toBe(acknowledged.length);
  const released = events.flatMap(({ event, payload }) => releasedNumbers(event, payload));
  expect(released, 'gaps and results in one ascending order').toEqual(
    [...new Set(released)].sort((a, b) => a - b),
  );

  const answered = results.map(({ fragment_id }) => fragment_id);
  const rejected = rejections.flatMap(({ fragment_id }) => fragment_id ?? []);
  expect(
    answered.filter((id) => !acknowledged.includes(id)),
    'no result without an acknowledgement',
  ).toEqual([]);
  expect(
    rejected.filter((id) => acknowledged.includes(id)),
    'no error for an accepted fragment',
  ).toEqual([]);
  if (!hasEnded) return;

  expect(answered.toSorted(), 'a result for each accepted fragment').toEqual(acknowledged.toSorted());
  expect(acknowledged.length + rejections.length, 'one answer for each fragment').toBe(sent.length);
  const settled = new Set([...sequences, ...gaps, ...sequencesOf(sent, rejected)]);
  const last = sequences.at(-1) ?? -1;
  expect(
    Array.from({ length: last + 1 }, (_, sequence) => sequence).filter((sequence) => !settled.has(sequence)),
    'no number skipped without an error',
  ).toEqual([]);

  const [summary, ...more] = all('stream:complete', (payload) => streamCompleteSchema.parse(payload));
  expect(more, 'one summary').toEqual([]);
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const durations = sent
    .filter(({ fragmentId }) => answered.includes(fragmentId))
    .map((one) => one.durationMs);
  expect(summary, 'the summary').toMatchObject({
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
  expect([...afterwards], 'only errors after the summary').toEqual([]);
}

function releasedNumbers(event: string, payload: unknown): number[] {
  if (event === 'fragment:processed') return [fragmentProcessedSchema.parse(payload).sequence_number];
  return event === 'error' ? skippedNumbers(stsErrorSchema.parse(payload).metadata) : [];
}

function skippedNumbers(metadata: Record<string, unknown> | undefined): number[] {
  const { missing_from: from, missing_to: to } = metadata ?? {};
  if (typeof from !== 'number' || typeof to !== 'number') return [];
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function sequencesOf(sent: readonly SentFragment[], fragmentIds: readonly string[]): number[] {
  return sent.filter(({ fragmentId }) => fragmentIds.includes(fragmentId)).map(({ sequence }) => sequence);
}
