import { z } from 'zod';

const place = { pid: z.int().positive(), tid: z.int().positive() };
const ts = z.int().nonnegative();
const args = z.record(z.string(), z.unknown());
const bare = { ...place, ts, name: z.string(), cat: z.string().min(1) };
const named = { ...bare, args };
const eventSchema = z.discriminatedUnion('ph', [
  z.strictObject({
    ph: z.literal('M'),
    ...place,
    name: z.enum(['process_name', 'thread_name', 'process_sort_index', 'thread_sort_index']),
    args: z.union([z.strictObject({ name: z.string() }), z.strictObject({ sort_index: z.int() })]),
  }),
  z.strictObject({ ph: z.literal('B'), ...named }),
  z.strictObject({ ph: z.literal('E'), ...place, ts, args }),
  z.strictObject({ ph: z.literal('X'), ...named, dur: z.int().nonnegative() }),
  z.strictObject({ ph: z.literal('i'), s: z.literal('t'), ...named }),
  z.strictObject({
    ph: z.literal('C'),
    ...place,
    ts,
    name: z.string(),
    args: z.strictObject({ value: z.number() }),
  }),
  z.strictObject({ ph: z.enum(['b', 'n', 'e']), ...named, id: z.string() }),
  z.strictObject({ ph: z.enum(['s', 't', 'f']), ...bare, id: z.string(), bp: z.literal('e') }),
]);
const traceSchema = z.strictObject({ displayTimeUnit: z.literal('ms'), traceEvents: z.array(eventSchema) });

type Checked = z.infer<typeof eventSchema>;
type Slice = { readonly startTs: number; readonly endTs: number };

/**
 * Parses a trace and enforces the rules of its format.
 *
 * @returns its events
 * @throws at the first violated rule
 */
export function readTrace(text: string): Checked[] {
  const { traceEvents } = traceSchema.parse(JSON.parse(text));
  everyTrackIsNamed(traceEvents);
  const slices = nestedSlices(traceEvents);
  overlappingSlicesArePaired(traceEvents);
  arrowsBind(traceEvents, slices);
  return traceEvents;
}

function everyTrackIsNamed(events: readonly Checked[]): void {
  const names = new Set(
    events.flatMap((event) => (event.ph === 'M' ? [`${event.name} ${trackOf(event)}`] : [])),
  );
  for (const event of events) {
    if (event.ph === 'M') continue;
    rule(names.has(`thread_name ${trackOf(event)}`), `track ${trackOf(event)} has no name`);
    rule(names.has(`process_name ${event.pid}/${event.pid}`), `process ${event.pid} has no name`);
  }
}

/** B and E nest on each track, in order of time. X slices nest too, without partial overlap. */
function nestedSlices(events: readonly Checked[]): Map<string, Slice[]> {
  const slices = new Map<string, Slice[]>();
  const open = new Map<string, number[]>();
  const lastTs = new Map<string, number>();
  const close = (track: string, slice: Slice): void => {
    slices.set(track, [...(slices.get(track) ?? []), slice]);
  };
  for (const event of events) {
    const track = trackOf(event);
    if (event.ph === 'X') close(track, { startTs: event.ts, endTs: event.ts + event.dur });
    if (event.ph !== 'B' && event.ph !== 'E') continue;
    rule(event.ts >= (lastTs.get(track) ?? 0), `${event.ph} at ${event.ts} goes back in time`);
    lastTs.set(track, event.ts);
    const stack = open.get(track) ?? [];
    open.set(track, stack);
    if (event.ph === 'B') stack.push(event.ts);
    else {
      const startTs = stack.pop();
      if (startTs === undefined) throw new Error(`E at ${event.ts} without B`);
      close(track, { startTs, endTs: event.ts });
    }
  }
  for (const [track, stack] of open) rule(stack.length === 0, `a slice of track ${track} does not end`);
  for (const ofTrack of slices.values()) {
    for (const a of ofTrack) {
      for (const b of ofTrack) {
        const apart = b.startTs >= a.endTs || a.startTs >= b.endTs;
        const inside =
          (b.startTs >= a.startTs && b.endTs <= a.endTs) || (a.startTs >= b.startTs && a.endTs <= b.endTs);
        rule(apart || inside, `slices at ${a.startTs} and ${b.startTs} partly overlap`);
      }
    }
  }
  return slices;
}

function overlappingSlicesArePaired(events: readonly Checked[]): void {
  const open = new Map<string, number>();
  for (const event of events) {
    if (event.ph !== 'b' && event.ph !== 'n' && event.ph !== 'e') continue;
    const key = `${event.pid} ${event.cat} ${event.id} ${event.name}`;
    const startTs = open.get(key);
    if (event.ph === 'b') {
      rule(startTs === undefined, `${key} starts twice`);
      open.set(key, event.ts);
    } else {
      rule(startTs !== undefined && startTs <= event.ts, `${event.ph} of ${key} before its start`);
      if (event.ph === 'e') open.delete(key);
    }
  }
  rule(open.size === 0, `${[...open.keys()].join(', ')} does not end`);
}

function arrowsBind(events: readonly Checked[], slices: ReadonlyMap<string, readonly Slice[]>): void {
  const lastTs = new Map<string, number>();
  for (const event of events) {
    if (event.ph !== 's' && event.ph !== 't' && event.ph !== 'f') continue;
    const key = `${event.cat} ${event.id} ${event.name}`;
    const before = lastTs.get(key);
    rule(
      event.ph === 's' ? before === undefined : before !== undefined && before <= event.ts,
      `${event.ph} of ${key}`,
    );
    lastTs.set(key, event.ts);
    const open = slices
      .get(trackOf(event))
      ?.some(({ startTs, endTs }) => startTs <= event.ts && event.ts < endTs);
    rule(open === true, `arrow ${event.ph} of ${key} does not bind to a slice`);
  }
}

function trackOf({ pid, tid }: { readonly pid: number; readonly tid: number }): string {
  return `${pid}/${tid}`;
}

function rule(holds: boolean, broken: string): void {
  if (!holds) throw new Error(`not a valid trace: ${broken}`);
}
