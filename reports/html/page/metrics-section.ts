import { formatValue } from '../../../harness/engine/check-text.ts';
import { html, type Markup } from '../markup.ts';
import type { MetricSeries, MetricView } from '../model/metric-series.ts';
import { type TimeSpan, timeAxis } from './time-axis.ts';

const HEIGHT = 100;
const MAX_SERIES = 8;

/** The metrics of the services over time: a plot for each that varies, a list of the constant ones. */
export function metricsSection(metrics: readonly MetricView[], durationMs: number): Markup {
  const span = { fromMs: 0, toMs: Math.max(durationMs, 1) };
  const [varying, constant] = [metrics.filter(isVarying), metrics.filter((metric) => !isVarying(metric))];
  // Metrics with a limit come first.
  const ordered = varying.toSorted((a, b) => Number(b.limit !== undefined) - Number(a.limit !== undefined));
  return html`<div class="metrics">${ordered.map((metric) => metricPlot(metric, span))}</div>
${
  constant.length > 0 &&
  html`<section class="card"><h3>Constant metrics</h3><table class="still"><tbody>${constant.flatMap(
    ({ service, name, series }) =>
      series.map(
        ({ label, points }) =>
          html`<tr><td class="note">${service}</td><td><code>${name}</code> <span class="note">${label}</span></td><td class="value">${formatValue(points.at(-1)?.[1] ?? null)}</td></tr>`,
      ),
  )}</tbody></table></section>`
}`;
}

function isVarying({ series, limit }: MetricView): boolean {
  return limit !== undefined || series.some((line) => changes(line));
}

function changes({ points }: MetricSeries): boolean {
  return points.some(([, value]) => value !== points[0]?.[1]);
}

function metricPlot({ service, name, series, limit }: MetricView, span: TimeSpan): Markup {
  const shown = series.toSorted((a, b) => Number(changes(b)) - Number(changes(a))).slice(0, MAX_SERIES);
  const values = shown.flatMap(({ points }) => points.map(([, value]) => value));
  const high = Math.max(...values, limit?.max ?? 0, 0);
  const low = Math.min(...values, limit?.min ?? 0, 0);
  const range = { low, high: high > low ? high : low + 1 };
  const y = (value: number): number => 95 - (90 * (value - range.low)) / (range.high - range.low);
  const bounds = [limit?.min, limit?.max].flatMap((bound) =>
    bound === undefined ? [] : [html`<path class="limit" d="M0 ${y(bound).toFixed(1)}H1000"/>`],
  );
  return html`<figure class="metric card"><figcaption><code>${name}</code> <span class="note">${service}</span></figcaption>
<div class="metric-plot"><span class="high">${withUnit(range.high, name)}</span><span class="low">${withUnit(range.low, name)}</span>
<svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="${HEIGHT}" role="img" aria-label="${name} over time">${bounds}${shown.map((line, index) => html`<path class="line c${index}" d="${stepsOf(line, span, y)}"/>`)}</svg>${timeAxis(span)}</div>
<p class="legend">${shown.map(({ label, points }, index) => html`<span class="key line c${index}">${label === '' ? 'last ' : `${label} `}<span class="last">${withUnit(points.at(-1)?.[1], name)}</span></span>`)}${series.length > shown.length && html`<span class="note">and ${series.length - shown.length} more</span>`}${limit !== undefined && html`<span class="key limit">limit ${limit.min !== undefined && formatValue(limit.min)}${limit.min !== undefined && limit.max !== undefined && ' to '}${limit.max !== undefined && withUnit(limit.max, name)}</span>`}</p></figure>`;
}

/** The name of a metric contains its unit: `…_seconds_sum`, `…_delta_ms`. */
const UNITS: readonly (readonly [words: RegExp, unit: string])[] = [
  [/_seconds(_sum|_total)?$/, 's'],
  [/_ms(_sum|_total)?$/, 'ms'],
  [/_bytes(_sum|_total)?$/, 'bytes'],
];

function withUnit(value: number | undefined, name: string): string {
  const unit = UNITS.find(([words]) => words.test(name))?.[1];
  return `${formatValue(value ?? null)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** A step line: a value holds until the next change. */
function stepsOf({ points }: MetricSeries, { fromMs, toMs }: TimeSpan, y: (value: number) => number): string {
  const x = (atMs: number): string => ((1000 * (atMs - fromMs)) / (toMs - fromMs)).toFixed(1);
  const [first, ...rest] = points;
  if (first === undefined) return '';
  return `M${x(first[0])} ${y(first[1]).toFixed(1)}${rest.map(([atMs, value]) => `H${x(atMs)}V${y(value).toFixed(1)}`).join('')}`;
}
