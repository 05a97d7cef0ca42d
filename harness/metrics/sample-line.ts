import type { LineReader } from './line-reader.ts';

/** One line of the exposition: a value of one series. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** May be NaN or ±Infinity. */
  readonly value: number;
  /** Unix time in ms, when the exporter gave one. */
  readonly timestampMs?: number;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INTEGER = /^[+-]?\d+$/;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** Reads `name{label="value",…} value [timestamp]` to the end of the line. */
export function parseSample(reader: LineReader): MetricSample {
  const name = reader.metricName();
  reader.skipBlanks();
  const labels = reader.take('{') ? readLabels(reader) : {};
  reader.skipBlanks();
  const value = readValue(reader);
  reader.skipBlanks();
  if (reader.atEnd()) return { name, labels, value };
  const timestamp = reader.word();
  if (!INTEGER.test(timestamp)) throw reader.error(`"${timestamp}" is no timestamp in whole ms`);
  reader.expectEnd();
  return { name, labels, value, timestampMs: Number(timestamp) };
}

function readLabels(reader: LineReader): Record<string, string> {
  const labels = new Map<string, string>();
  for (;;) {
    reader.skipBlanks();
    if (reader.take('}')) break;
    const name = reader.labelName();
    reader.skipBlanks();
    reader.expect('=');
    reader.skipBlanks();
    if (labels.has(name)) throw reader.error(`the label ${name} comes twice`);
    labels.set(name, reader.quoted());
    reader.skipBlanks();
    if (reader.take('}')) break;
    reader.expect(',');
  }
  return Object.fromEntries(labels);
}

function readValue(reader: LineReader): number {
  const word = reader.word();
  const special = SPECIAL.get(word.toLowerCase());
  if (special !== undefined) return special;
  if (!DECIMAL.test(word)) throw reader.error(`"${word}" is no value`);
  return Number(word);
}
