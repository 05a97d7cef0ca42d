import fc from 'fast-check';
import type { z } from 'zod';
import { fragmentAckSchema, fragmentProcessedSchema } from '../../../services/contracts/fragment.ts';
import { streamCompleteSchema } from '../../../services/contracts/stream-session.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { StsClient, type StsEvent } from '../sts-client.ts';
import { VALID } from './sessions.ts';

/** None of it is sound; what is cut off begins like an MP4, so that a decoder has to find out. */
const AUDIO = {
  junk: 'AAAA',
  empty: '',
  'not base64': '!!!!',
  'cut off': Buffer.from('\0\0\0\x1cftypM4A \0\0\x02\0', 'latin1').toString('base64'),
} as const;

const step = fc.oneof(
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
        'cut off',
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
      'nobody:knows',
    ),
  },
);

const course = fuzzKind({
  name: 'session: fragments that are no sound, in any order',
  weight: 8,
  data: fc.array(step, { minLength: 1, maxLength: 15 }),
  judge: async (steps, { stsUrl }) => {
    using client = new StsClient(stsUrl);
    client.emit('stream:init', VALID['stream:init']);
    for (const [at, one] of steps.entries()) {
      if (typeof one === 'string') client.emit(one, VALID[one]);
      else client.emit('fragment:data', fragment(at, one.sequence, AUDIO[one.audio]));
    }
    client.emit('stream:end', VALID['stream:end']);
    if (!(await client.waitFor('stream:complete')))
      return `expected stream:complete; got ${names(client.received)}`;
    return sessionsOf(client.received)
      .map(judgeSession)
      .find((complaint) => complaint !== undefined);
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

/** The promises of the protocol that hold for every course of events. */
function judgeSession(events: readonly StsEvent[]): string | undefined {
  const all = <T>(name: string, schema: z.ZodType<T>): T[] =>
    events.filter(({ event }) => event === name).map(({ payload }) => schema.parse(payload));
  const accepted = all('fragment:ack', fragmentAckSchema).map(({ fragment_id }) => fragment_id);
  const results = all('fragment:processed', fragmentProcessedSchema);
  const answered = results.map(({ fragment_id }) => fragment_id);
  const sequences = results.map(({ sequence_number }) => sequence_number);
  const accounts = all('stream:complete', streamCompleteSchema);
  const afterwards = names(events.slice(events.findIndex(({ event }) => event === 'stream:complete') + 1));

  if (new Set(accepted).size < accepted.length) return `acknowledged twice: ${accepted}`;
  if (answered.some((id) => !accepted.includes(id))) return `a result for what was not accepted: ${answered}`;
  if (sequences.some((sequence, at) => at > 0 && sequence <= (sequences[at - 1] ?? -1)))
    return `out of order: ${sequences}`;
  // A decoder that has to find out may have no place in time.
  const codes = ['INVALID_AUDIO_FORMAT', 'TIMEOUT'];
  if (results.some(({ status, error }) => status !== 'failed' || !codes.includes(error?.code ?? ''))) {
    return `no sound was dubbed: ${JSON.stringify(results).slice(0, 300)}`;
  }
  if (accounts.length === 0) return undefined;
  if (answered.length !== accepted.length) return `accepted ${accepted}, answered ${answered}`;
  if (accounts.length > 1 || accounts[0]?.total_fragments !== answered.length)
    return `the account: ${JSON.stringify(accounts)}`;
  return /^(error, )*(error)?$/.test(afterwards) ? undefined : `after stream:complete: ${afterwards}`;
}

function names(events: readonly StsEvent[]): string {
  return events.map(({ event }) => event).join(', ');
}

export const courseKinds = [course];
