import { HarnessError } from '../engine/index.ts';

/** One line of the exposition: the value of one series. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** May be NaN or ±Infinity. */
  readonly value: number;
  /** Unix time in ms, if the exporter sends one. */
  readonly timestampMs?: number;
}

export interface MetricsText {
  /** In the order of the text. The buckets of a histogram are samples `<name>_bucket` with a label `le`. */
  readonly samples: readonly MetricSample[];
}

/** A line is not valid Prometheus text. */
export class MetricsSyntaxError extends HarnessError {
  /** Counts from 1. */
  readonly line: number;
  /** The line, up to 200 characters of it. */
  readonly text: string;

  constructor(line: number, text: string, problem: string) {
    const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
    super(`line ${line}: ${problem}: ${shown}`, { code: 'METRICS_SYNTAX', fault: 'PRODUCT' });
    this.line = line;
    this.text = shown;
  }
}

/**
 * Parses the Prometheus text format, version 0.0.4. Comments, including HELP and TYPE, are ignored.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * @throws {@link MetricsSyntaxError} at the first invalid line, a repeated series, or a missing final line feed, which
 *   shows that the text is incomplete
 */
export function parseMetrics(text: string): MetricsText {
  const samples: MetricSample[] = [];
  const series = new Set<string>();

  const lines = text.split('\n');
  const rest = lines.pop();
  if (rest !== undefined && rest !== '') {
    throw new MetricsSyntaxError(
      lines.length + 1,
      rest,
      'the last line has no line feed: the text was cut off',
    );
  }

  lines.forEach((line, index) => {
    const reader = new LineReader(line, index + 1);
    reader.skipBlanks();
    if (reader.atEnd() || reader.peek() === '#') return;
    const sample = readSample(reader);
    const key = seriesKey(sample);
    if (series.has(key)) throw reader.error(`the series ${key} has a value already`);
    series.add(key);
    samples.push(sample);
  });

  return { samples };
}

/** `name{a="1",b="2"}` with sorted labels: equal for samples of one series. */
function seriesKey({ name, labels }: MetricSample): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`;
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
function readSample(reader: LineReader): MetricSample {
  const name = reader.metricName();
  reader.skipBlanks();
  const labels = reader.take('{') ? readLabels(reader) : {};
  reader.skipBlanks();
  const value = readValue(reader);
  reader.skipBlanks();
  if (reader.atEnd()) return { name, labels, value };
  const timestamp = reader.word();
  if (!INTEGER.test(timestamp)) throw reader.error(`"${timestamp}" is not a timestamp in whole ms`);
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
    if (labels.has(name)) throw reader.error(`the label ${name} is repeated`);
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
  if (!DECIMAL.test(word)) throw reader.error(`"${word}" is not a number`);
  return Number(word);
}

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const WORD = /[^ \t]+/y;
const BLANKS = /[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', '"': '"' };

/** Reads a line from left to right. */
class LineReader {
  readonly #line: string;
  readonly #number: number;
  #at = 0;

  /** @param number of the line, from 1 */
  constructor(line: string, number: number) {
    this.#line = line;
    this.#number = number;
  }

  atEnd(): boolean {
    return this.#at >= this.#line.length;
  }

  peek(): string {
    return this.#line.charAt(this.#at);
  }

  skipBlanks(): void {
    this.#match(BLANKS);
  }

  /** Consumes `character` if it comes next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character)) throw this.error(`"${character}" expected`);
  }

  expectEnd(): void {
    this.skipBlanks();
    if (!this.atEnd()) throw this.error('end of line expected');
  }

  /** Characters up to the next blank; empty at the end. */
  word(): string {
    return this.#match(WORD)?.[0] ?? '';
  }

  metricName(): string {
    return this.#require(METRIC_NAME, 'a metric name')[0];
  }

  labelName(): string {
    return this.#require(LABEL_NAME, 'a label name')[0];
  }

  /** A quoted label value, with `\\`, `\"` and `\n` as escape sequences. */
  quoted(): string {
    const [, text = ''] = this.#require(QUOTED, 'a label value in quotes');
    return text.replace(/\\(.)/g, (sequence, character: string) => {
      const plain = ESCAPED[character];
      if (plain === undefined) throw this.error(`"${sequence}" is not an escape sequence`);
      return plain;
    });
  }

  error(problem: string): MetricsSyntaxError {
    return new MetricsSyntaxError(this.#number, this.#line, `${problem} at column ${this.#at + 1}`);
  }

  #require(pattern: RegExp, what: string): RegExpExecArray {
    const match = this.#match(pattern);
    if (match === null) throw this.error(`${what} expected`);
    return match;
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#line);
    if (match !== null) this.#at = sticky.lastIndex;
    return match;
  }
}
