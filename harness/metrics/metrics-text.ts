import { LineReader, MetricsSyntaxError } from './line-reader.ts';
import { type MetricSample, parseSample } from './sample-line.ts';

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';

/** What `# TYPE` and `# HELP` said of a metric. */
export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help?: string;
}

export interface MetricsText {
  readonly families: ReadonlyMap<string, MetricFamily>;
  /** In the order of the text. The buckets of a histogram are samples `<name>_bucket` with a label `le`. */
  readonly samples: readonly MetricSample[];
}

const TYPES: readonly string[] = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/**
 * Parses the Prometheus text format, version 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 * @throws MetricsSyntaxError with the number of the offending line; also for a text without its final line feed
 *   (it was cut off), a repeated series, and a TYPE that comes twice or after its samples
 */
export function parseMetricsText(text: string): MetricsText {
  const families = new Map<string, { name: string; type?: MetricType; help?: string }>();
  const samples: MetricSample[] = [];
  const series = new Set<string>();
  const sampled = new Set<string>();

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
    if (reader.atEnd()) return;
    if (reader.peek() === '#') {
      readComment(reader, families, sampled);
      return;
    }
    const sample = parseSample(reader);
    const key = seriesKey(sample);
    if (series.has(key)) throw reader.error(`the series ${key} has a value already`);
    series.add(key);
    sampled.add(sample.name);
    samples.push(sample);
  });

  return {
    families: new Map(
      [...families].map(([name, family]) => [name, { ...family, type: family.type ?? 'untyped' }]),
    ),
    samples,
  };
}

function readComment(
  reader: LineReader,
  families: Map<string, { name: string; type?: MetricType; help?: string }>,
  sampled: ReadonlySet<string>,
): void {
  reader.expect('#');
  reader.skipBlanks();
  const keyword = reader.word();
  if (keyword !== 'HELP' && keyword !== 'TYPE') return;
  reader.skipBlanks();
  const name = reader.metricName();
  const family = families.get(name) ?? { name };
  families.set(name, family);
  reader.skipBlanks();

  if (keyword === 'HELP') {
    if (family.help !== undefined) throw reader.error(`${name} has a HELP line already`);
    family.help = reader.unescapedRest();
    return;
  }
  if (family.type !== undefined) throw reader.error(`${name} has a TYPE line already`);
  const type = reader.word();
  if (!TYPES.includes(type)) throw reader.error(`"${type}" is none of the types ${TYPES.join(', ')}`);
  if (partsOf(name, type as MetricType).some((part) => sampled.has(part))) {
    throw reader.error(`the TYPE of ${name} comes after its samples`);
  }
  reader.expectEnd();
  family.type = type as MetricType;
}

function partsOf(name: string, type: MetricType): string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  if (type === 'summary') return [name, `${name}_sum`, `${name}_count`];
  return [name];
}

/** `name{a="1",b="2"}` with the labels sorted: what makes a series one and the same. */
function seriesKey({ name, labels }: MetricSample): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}`;
}
