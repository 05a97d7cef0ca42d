import type { CheckResult, Json, NumberLimit } from './event.ts';

/** Formats a value on one line: text unchanged, numbers with up to three decimals, lists of these, the rest as JSON. */
export function formatValue(value: Json): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  if (typeof value === 'string') return value;
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  return isPlainList ? `[${value.map(formatValue).join(', ')}]` : JSON.stringify(value);
}

/** Formats the measured value of a check with its unit. */
export function formatActual({ status, actual, unit }: CheckResult): string {
  return status === 'not-measured' ? 'not measured' : withUnit(formatValue(actual), unit);
}

/** Formats the limit of a check: `= h264`, `≤ 120 ms`, `± 120 ms`, `29.5 to 30.5 s`; undefined for a recorded value. */
export function formatLimit({ limit, unit }: Pick<CheckResult, 'limit' | 'unit'>): string | undefined {
  if (limit === undefined) return undefined;
  if (!isNumberLimit(limit)) return `= ${withUnit(formatValue(limit), unit)}`;
  const { min, max } = limit;
  if (min === undefined) return `≤ ${withUnit(formatValue(max ?? null), unit)}`;
  if (max === undefined) return `≥ ${withUnit(formatValue(min), unit)}`;
  if (min === -max) return `± ${withUnit(formatValue(max), unit)}`;
  return `${formatValue(min)} to ${withUnit(formatValue(max), unit)}`;
}

function withUnit(text: string, unit: string | undefined): string {
  return unit === undefined || unit === '' ? text : `${text} ${unit}`;
}

function isNumberLimit(limit: Json): limit is NumberLimit & Json {
  if (typeof limit !== 'object' || limit === null || Array.isArray(limit)) return false;
  const entries = Object.entries(limit);
  return (
    entries.length > 0 &&
    entries.every(([key, bound]) => (key === 'min' || key === 'max') && typeof bound === 'number')
  );
}
