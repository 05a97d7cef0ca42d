import fc from 'fast-check';
import { STS_ERROR_CODES } from '../../../services/contracts/sts-error-code.ts';
import { stsErrorSchema } from '../../../services/contracts/sts-notice.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyJson, anyText, nonValue } from '../invalid-values.ts';
import { StsClient, type StsEvent } from '../sts-client.ts';
import { GHOST } from '../target.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };

/** A valid payload of each event, except for the audio. */
export const VALID: Readonly<Record<string, object>> = {
  'stream:init': { stream_id: GHOST, worker_id: 'fuzz', config: {}, timeout_ms: 1000 },
  'fragment:data': { fragment_id: 'f', stream_id: GHOST, sequence_number: 0, timestamp: 0, audio: AUDIO },
  'fragment:ack': { fragment_id: 'f', status: 'applied' },
  'stream:pause': { stream_id: GHOST },
  'stream:resume': { stream_id: GHOST },
  'stream:end': { stream_id: GHOST },
  'simulate:disconnect': { delay_ms: 3_600_000 },
};

/** Validated fields, as `event path`. */
const FIELDS = [
  'stream:init stream_id',
  'stream:init worker_id',
  'stream:init max_inflight',
  'stream:init timeout_ms',
  'stream:init config.chunk_duration_ms',
  'stream:init config.sample_rate_hz',
  'stream:init config.channels',
  'stream:init config.source_language',
  'stream:init config.format',
  'fragment:data fragment_id',
  'fragment:data stream_id',
  'fragment:data sequence_number',
  'fragment:data timestamp',
  'fragment:data audio.format',
  'fragment:data audio.sample_rate_hz',
  'fragment:data audio.channels',
  'fragment:data audio.duration_ms',
  'fragment:ack fragment_id',
  'fragment:ack status',
  'stream:pause stream_id',
  'stream:resume stream_id',
  'stream:end stream_id',
  'simulate:disconnect delay_ms',
] as const;

function withField(event: string, field: string, value: unknown): object {
  const payload: Record<string, unknown> = { ...VALID[event] };
  const [name = field, inner] = field.split('.');
  return { ...payload, [name]: inner === undefined ? value : { ...Object(payload[name]), [inner]: value } };
}

/** Errors with code and message, other events by name. */
function summarise(events: readonly StsEvent[]): string {
  const lines = events.map(({ event, payload }) => {
    const error = event === 'error' ? stsErrorSchema.safeParse(payload).data : undefined;
    return error === undefined ? event : `${error.code}: ${error.message}`;
  });
  return lines.length === 0 ? 'nothing' : lines.join(' | ').slice(0, 600);
}

/** Whether an event is an error with a code of the protocol. */
function isProtocolError({ event, payload }: StsEvent): boolean {
  const { data } = stsErrorSchema.safeParse(payload);
  return event === 'error' && data !== undefined && data.code in STS_ERROR_CODES && data.message !== '';
}

const wrongField = fuzzKind({
  name: 'session: invalid field',
  weight: 14,
  data: fc.record({ place: fc.constantFrom(...FIELDS), value: nonValue }).filter(
    // Any number is a valid timestamp.
    ({ place, value }) => !(place.endsWith('timestamp') && typeof value === 'number'),
  ),
  check: async ({ place, value }, { stsUrl }) => {
    const [event = '', field = ''] = place.split(' ');
    using client = new StsClient(stsUrl);
    client.emit('stream:init', VALID['stream:init']);
    client.emit(event, withField(event, field, value));
    const ended = await client.settled();
    const rest = client.received.filter((entry) => entry.event !== 'stream:ready');
    const summary = summarise(rest);
    // An invalid acknowledgement has no answer, like a valid one.
    const expected = event === 'fragment:ack' ? 'nothing' : `INVALID_CONFIG: ${event}: ${field}`;
    if (ended === undefined && rest.length < 2 && summary.startsWith(expected)) return undefined;
    return `expected ${expected}; got ${summary}${ended === undefined ? '' : `, then disconnected: ${ended}`}`;
  },
});

const noSession = fuzzKind({
  name: 'session: an event before stream:init',
  weight: 3,
  data: fc.constantFrom('fragment:data', 'fragment:ack', 'stream:pause', 'stream:resume', 'stream:end'),
  check: async (event, { stsUrl }) => {
    using client = new StsClient(stsUrl);
    client.emit(event, VALID[event]);
    const ended = await client.settled();
    const summary = summarise(client.received);
    const isExpected =
      event === 'fragment:ack' ? summary === 'nothing' : summary.startsWith('STREAM_NOT_FOUND: ');
    if (isExpected && ended === undefined && client.received.length < 2) return undefined;
    return `expected ${event === 'fragment:ack' ? 'nothing' : 'STREAM_NOT_FOUND'}; got ${summary}; ended: ${ended}`;
  },
});

/** Excludes `simulate:disconnect`, which is valid without fields and ends the connection. */
const KNOWN_EVENTS = [
  ...Object.keys(VALID).filter((event) => event !== 'simulate:disconnect'),
  'config:error_simulation',
];

const anything = fuzzKind({
  name: 'session: any event with any payload',
  weight: 10,
  data: fc.array(
    fc.record({
      event: fc.oneof(fc.constantFrom(...KNOWN_EVENTS), anyText),
      args: fc.array(anyJson, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  check: async (events, { stsUrl }) => {
    using client = new StsClient(stsUrl);
    for (const { event, args } of events) client.emit(event, ...args);
    const ended = await client.settled();
    const unexpected = client.received.filter(
      (entry) => !isProtocolError(entry) && entry.event !== 'config:error_simulation:ack',
    );
    if (ended === undefined && unexpected.length === 0) return undefined;
    return `expected no events except errors; got ${summarise(unexpected)}; ended: ${ended}`;
  },
});

const binary = fuzzKind({
  name: 'session: bytes instead of text',
  weight: 3,
  data: fc.record({ bytes: fc.uint8Array({ maxLength: 64 }), whole: fc.boolean() }),
  check: async ({ bytes, whole }, { stsUrl }) => {
    using client = new StsClient(stsUrl);
    client.emit('stream:init', VALID['stream:init']);
    const audio = { ...AUDIO, data_base64: Buffer.from(bytes) };
    client.emit('fragment:data', whole ? Buffer.from(bytes) : { ...VALID['fragment:data'], audio });
    const ended = await client.settled();
    const rest = client.received.filter((entry) => entry.event !== 'stream:ready');
    if (
      ended === undefined &&
      rest.length === 1 &&
      summarise(rest).startsWith('INVALID_CONFIG: fragment:data: ')
    )
      return undefined;
    return `expected one INVALID_CONFIG; got ${summarise(rest)}; ended: ${ended}`;
  },
});

const observer = fuzzKind({
  name: 'session: observer that sends events',
  weight: 3,
  data: fc.record({
    auth: fc.dictionary(fc.constantFrom('token', 'stream_id', 'x'), anyJson, { maxKeys: 3 }),
    events: fc.array(fc.tuple(fc.constantFrom(...KNOWN_EVENTS), anyJson), { maxLength: 4 }),
  }),
  check: async ({ auth, events }, { stsUrl }) => {
    using client = new StsClient(`${stsUrl}/monitor`, auth);
    const entry = await client.entry;
    for (const [event, payload] of events) client.emit(event, payload);
    return /^connected$|stream_id|auth/i.test(entry)
      ? undefined
      : `expected a connection or the reason of a refusal; got ${entry}`;
  },
});

export const sessionKinds = [wrongField, noSession, anything, binary, observer];
