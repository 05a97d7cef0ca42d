import type { CheckResult, Json, NumberLimit } from './event.ts';

/**
 * Formats a value on one line: text unchanged, numbers with up to three decimals, lists of these (an empty one as
 * `none`), the rest as JSON.
 */
export function formatValue(value: Json): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 0) return 'none';
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  return isPlainList ? `[${value.map(formatValue).join(', ')}]` : JSON.stringify(value);
}

/** Formats the measured value of a check with its unit. */
export function formatActual({ status, actual, unit }: CheckResult): string {
  return status === 'not-measured' ? 'not measured' : withUnit(actual, unit);
}

/** Formats the limit of a check: `= h264`, `≤ 120 ms`, `± 120 ms`, `29.5 to 30.5 s`; undefined for a recorded value. */
export function formatLimit({ limit, unit }: Pick<CheckResult, 'limit' | 'unit'>): string | undefined {
  if (limit === undefined) return undefined;
  if (!isNumberLimit(limit)) return `= ${withUnit(limit, unit)}`;
  const { min, max } = limit;
  if (min === undefined) return `≤ ${withUnit(max ?? null, unit)}`;
  if (max === undefined) return `≥ ${withUnit(min, unit)}`;
  if (min === -max) return `± ${withUnit(max, unit)}`;
  return `${formatValue(min)} to ${withUnit(max, unit)}`;
}

/** A unit that is a plural noun: `frames`, but not `ms`. */
const PLURAL_NOUN = /^[a-z]{3,}s$/;

/** Formats a value with its unit. Uses the singular of a noun for exactly one: `1 frame`. */
export function withUnit(value: Json, unit: string | undefined): string {
  const text = formatValue(value);
  if (unit === undefined || unit === '') return text;
  return value === 1 && PLURAL_NOUN.test(unit) ? `${text} ${unit.slice(0, -1)}` : `${text} ${unit}`;
}

function isNumberLimit(limit: Json): limit is NumberLimit & Json {
  if (typeof limit !== 'object' || limit === null || Array.isArray(limit)) return false;
  const entries = Object.entries(limit);
  return (
    entries.length > 0 &&
    entries.every(([key, bound]) => (key === 'min' || key === 'max') && typeof bound === 'number')
  );
}
