import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Json, RunEvent } from '../../../harness/engine/event.ts';
import { readEventLog } from '../../../harness/engine/run-folder/read-event-log.ts';

/** How to lengthen a run. */
interface Stretch {
  readonly times: number;
  /** Duration of one repetition: that of the clip. */
  readonly roundMs: number;
  readonly fragmentsPerRound: number;
  /** The step during which fragments arrive. */
  readonly step: number;
}

/**
 * Makes a long run from a real one: repeats the events of its fragments `times` times, with later sequence numbers and
 * times and separate files, and repeats their measurements.
 *
 * @param from folder of a run of the dubbing pipeline that passed
 * @param to existing folder for the new run
 */
export async function stretchRun(from: string, to: string, times: number): Promise<void> {
  const events: RunEvent[] = [];
  for await (const event of readEventLog(join(from, 'events.ndjson'))) events.push(event);
  const stretch = stretchOf(events, times, from);
  const stretched = events.flatMap((event) => repeated(event, stretch)).toSorted((a, b) => a.atMs - b.atMs);
  const lines = stretched.map((event, seq) => `${JSON.stringify({ ...event, seq })}\n`);
  await writeFile(join(to, 'events.ndjson'), lines.join(''));
  for (const event of events) {
    if (event.type !== 'attachment') continue;
    for (let round = 0; round < (isOfFragment(event.path) ? times : 1); round += 1) {
      const path = join(to, isOfFragment(event.path) ? numbered(event.path, round, stretch) : event.path);
      await mkdir(dirname(path), { recursive: true });
      await copyFile(join(from, event.path), path);
    }
  }
}

function stretchOf(events: readonly RunEvent[], times: number, from: string): Stretch {
  const sent = events.filter((event) => event.type === 'observation' && event.name === 'fragment:data');
  const step = sent[0]?.during;
  const clip = events.flatMap((event) =>
    event.type === 'step:end' ? [clipDurationS(event.result.output)] : [],
  );
  const durationS = clip.find((value) => value !== undefined);
  if (step === undefined || durationS === undefined) {
    throw new Error(`${from} is not a complete run of the dubbing pipeline`);
  }
  return { times, roundMs: durationS * 1000, fragmentsPerRound: sent.length, step };
}

function clipDurationS(output: Json | undefined): number | undefined {
  const durationS = fieldOf(fieldOf(output, 'clip'), 'durationS');
  return typeof durationS === 'number' ? durationS : undefined;
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, Json | undefined>>)[name];
}

function repeated(event: RunEvent, stretch: Stretch): RunEvent[] {
  const { times, roundMs, step } = stretch;
  const laterMs = (times - 1) * roundMs;
  if (event.type === 'step:end') {
    const { result } = event;
    const durationMs = result.durationMs + (result.number === step ? laterMs : 0);
    const output = result.output === undefined ? {} : { output: outputOf(result.output, stretch) };
    const atMs = event.atMs + (result.number < step ? 0 : laterMs);
    return [{ ...event, atMs, result: { ...result, durationMs, ...output } }];
  }
  if (event.type === 'run:end') {
    return [{ ...event, atMs: event.atMs + laterMs, durationMs: event.durationMs + laterMs }];
  }
  const isRepeated = ['poll', 'log', 'observation', 'attachment'].includes(event.type);
  if (event.during === step && isRepeated) {
    return Array.from({ length: times }, (_, round) => inRound(event, round, stretch) as RunEvent);
  }
  const isLater = event.during === undefined ? event.seq > 10 : event.during > step || event.type === 'check';
  return [isLater && (event.during ?? step) >= step ? { ...event, atMs: event.atMs + laterMs } : event];
}

/** The outputs of the steps. A list as long as the number of fragments describes the fragments. */
function outputOf(output: Json, stretch: Stretch): Json {
  if (Array.isArray(output)) {
    if (output.length !== stretch.fragmentsPerRound || typeof output[0] !== 'object') return output;
    return Array.from({ length: stretch.times }, (_, round) =>
      output.map((item) => inRound(item, round, stretch)),
    ).flat();
  }
  if (typeof output !== 'object' || output === null) return output;
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => {
      if (name === 'words' && Array.isArray(value)) return [name, wordsOf(value, stretch)];
      return [name, value === undefined ? value : outputOf(value, stretch)];
    }),
  );
}

function wordsOf(words: readonly Json[], { times, roundMs }: Stretch): Json {
  const later = (word: Json, round: number): Json => {
    const s = (name: string): number => Number(fieldOf(word, name)) + (round * roundMs) / 1000;
    return { ...Object(word), startS: s('startS'), endS: s('endS') };
  };
  return Array.from({ length: times }, (_, round) => words.map((word) => later(word, round))).flat();
}

/** A value in a later repetition. */
function inRound(value: unknown, round: number, stretch: Stretch): Json {
  const { roundMs, fragmentsPerRound } = stretch;
  return JSON.parse(JSON.stringify(value), (name, field) => {
    if (typeof field === 'number') {
      if (['sequence', 'sequence_number', 'sequenceNumber'].includes(name))
        return field + round * fragmentsPerRound;
      if (['atMs', 'sentAtMs', 'processedAtMs'].includes(name)) return field + round * roundMs;
      if (name === 'startS') return field + (round * roundMs) / 1000;
      // A media time; wall-clock times are much larger.
      if (name === 'timestamp' && field < 1e9) return field + round * roundMs;
    }
    if (typeof field === 'string') {
      if (/^fragment_?id$/i.test(name)) return round === 0 ? field : `${field}-${round}`;
      if (['path', 'name'].includes(name)) return numbered(field, round, stretch);
    }
    return field;
  });
}

function isOfFragment(path: string): boolean {
  return /fragment-\d+-/.test(path);
}

function numbered(path: string, round: number, { fragmentsPerRound }: Stretch): string {
  const renumbered = path.replace(/(?<=fragment-)\d+(?=-)/, (number) =>
    String(Number(number) + round * fragmentsPerRound),
  );
  // The name contains the id of the fragment: fragment-3-<id>-dubbed.m4a
  const suffix = round === 0 ? '' : `-${round}`;
  return renumbered.replace(/(?<=fragment-\d+-.+)(?=-(?:original|dubbed)\.)/, suffix);
}
