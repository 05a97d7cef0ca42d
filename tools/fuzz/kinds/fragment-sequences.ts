import fc from 'fast-check';
import type { z } from 'zod';
import { fragmentAckSchema, fragmentProcessedSchema } from '../../../services/contracts/fragment.ts';
import { streamCompleteSchema } from '../../../services/contracts/stream-session.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { StsClient, type StsEvent } from '../sts-client.ts';
import { VALID } from './sessions.ts';

/** None of it is valid audio. `truncated` starts like an MP4, so that only a decoder can detect the error. */
const AUDIO = {
  junk: 'AAAA',
  empty: '',
  'not base64': '!!!!',
  truncated: Buffer.from('\0\0\0\x1cftypM4A \0\0\x02\0', 'latin1').toString('base64'),
} as const;

const anyStep = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      sequence: fc.nat(6),
      audio: fc.constantFrom<keyof typeof AUDIO>(
        'junk',
        'junk',
        'junk',
        'junk',
        'empty',
        'not base64',
        'truncated',
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'stream:pause',
      'stream:resume',
      'stream:resume',
      'stream:end',
      'stream:init',
      'fragment:ack',
      'unknown:event',
    ),
  },
);

const sequence = fuzzKind({
  name: 'session: fragments without valid audio, in any order',
  weight: 8,
  data: fc.array(anyStep, { minLength: 1, maxLength: 15 }),
  check: async (steps, { stsUrl }) => {
    using client = new StsClient(stsUrl);
    client.emit('stream:init', VALID['stream:init']);
    for (const [at, step] of steps.entries()) {
      if (typeof step === 'string') client.emit(step, VALID[step]);
      else client.emit('fragment:data', fragment(at, step.sequence, AUDIO[step.audio]));
    }
    client.emit('stream:end', VALID['stream:end']);
    if (!(await client.waitFor('stream:complete')))
      return `expected stream:complete; got ${names(client.received)}`;
    return sessionsOf(client.received)
      .map(checkSession)
      .find((problem) => problem !== undefined);
  },
});

function fragment(at: number, sequence: number, data_base64: string): object {
  const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64 };
  return { ...VALID['fragment:data'], fragment_id: `f${at}`, sequence_number: sequence, audio };
}

function sessionsOf(events: readonly StsEvent[]): StsEvent[][] {
  const sessions: StsEvent[][] = [];
  for (const entry of events) {
    if (entry.event === 'stream:ready') sessions.push([]);
    sessions.at(-1)?.push(entry);
  }
  return sessions;
}

/** Checks the guarantees of the protocol that hold for every sequence of events. */
function checkSession(events: readonly StsEvent[]): string | undefined {
  const all = <T>(name: string, schema: z.ZodType<T>): T[] =>
    events.filter(({ event }) => event === name).map(({ payload }) => schema.parse(payload));
  const accepted = all('fragment:ack', fragmentAckSchema).map(({ fragment_id }) => fragment_id);
  const results = all('fragment:processed', fragmentProcessedSchema);
  const answered = results.map(({ fragment_id }) => fragment_id);
  const sequences = results.map(({ sequence_number }) => sequence_number);
  const summaries = all('stream:complete', streamCompleteSchema);
  const afterwards = names(events.slice(events.findIndex(({ event }) => event === 'stream:complete') + 1));

  if (new Set(accepted).size < accepted.length) return `fragment acknowledged twice: ${accepted}`;
  if (answered.some((id) => !accepted.includes(id)))
    return `result for a fragment that was not accepted: ${answered}`;
  if (sequences.some((sequence, at) => at > 0 && sequence <= (sequences[at - 1] ?? -1)))
    return `out of order: ${sequences}`;
  // A decoder may have to wait for a free slot beyond the time limit.
  const codes = ['INVALID_AUDIO_FORMAT', 'TIMEOUT'];
  if (results.some(({ status, error }) => status !== 'failed' || !codes.includes(error?.code ?? ''))) {
    return `invalid audio was not refused: ${JSON.stringify(results).slice(0, 300)}`;
  }
  if (summaries.length === 0) return undefined;
  if (answered.length !== accepted.length) return `accepted ${accepted}, answered ${answered}`;
  if (summaries.length > 1 || summaries[0]?.total_fragments !== answered.length)
    return `wrong totals: ${JSON.stringify(summaries)}`;
  return /^(error, )*(error)?$/.test(afterwards) ? undefined : `after stream:complete: ${afterwards}`;
}

function names(events: readonly StsEvent[]): string {
  return events.map(({ event }) => event).join(', ');
}

export const fragmentSequenceKinds = [sequence];
