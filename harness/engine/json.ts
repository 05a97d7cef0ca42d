import { inspect } from 'node:util';
import { redactUserInfo } from '../../lib/redact-url.ts';
import type { Json } from './event.ts';

/** Limits of {@link toJson}. */
export interface JsonBounds {
  readonly depth: number;
  /** Items of an array, keys of an object. */
  readonly items: number;
  /** Characters of a string. */
  readonly text: number;
  /** Values in total. */
  readonly values: number;
}

const BOUNDS: JsonBounds = { depth: 8, items: 200, text: 8000, values: 4000 };

/** Shortens `text` to `length` characters and appends the number of omitted ones. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`;
}

/** The JSON text of a value, without the user and password of every URL in its strings. */
export function stringifyRedacted(value: unknown, indent?: number): string {
  const redact = (_: string, part: unknown): unknown =>
    typeof part === 'string' ? redactUserInfo(part) : part;
  return JSON.stringify(value, redact, indent);
}

/**
 * Converts any value to JSON of bounded size, for records that people read: values without a JSON form are described,
 * large ones are cut with a note. Never throws.
 */
export function toJson(value: unknown, bounds: JsonBounds = BOUNDS): Json {
  let left = bounds.values;

  const convert = (part: unknown, depth: number): Json => {
    left -= 1;
    if (left < 0) return '… (more)';
    switch (typeof part) {
      case 'string':
        return clip(part, bounds.text);
      case 'boolean':
        return part;
      case 'number':
        return Number.isFinite(part) ? part : String(part);
      case 'object':
        if (part === null) return null;
        if (depth === 0) return '… (deeper)';
        return convertObject(part, depth);
      default:
        return typeof part === 'bigint' ? String(part) : inspect(part);
    }
  };

  const convertObject = (part: object, depth: number): Json => {
    if (part instanceof Error) return clip(`${part.name}: ${part.message}`, bounds.text);
    if (part instanceof Date) return Number.isNaN(part.getTime()) ? 'Invalid Date' : part.toISOString();
    if (part instanceof URL) return clip(part.href, bounds.text);
    if (ArrayBuffer.isView(part)) return `(${part.byteLength} bytes)`;
    const items = Array.isArray(part)
      ? part
      : part instanceof Set || part instanceof Map
        ? [...part]
        : undefined;
    if (items !== undefined) {
      const kept = items.slice(0, bounds.items).map((item) => convert(item, depth - 1));
      return items.length > kept.length ? [...kept, `… (${items.length - kept.length} more)`] : kept;
    }
    const entries = Object.entries(part).filter(([, field]) => field !== undefined);
    const kept: [string, Json][] = entries
      .slice(0, bounds.items)
      .map(([key, field]) => [clip(key, bounds.text), convert(field, depth - 1)]);
    if (entries.length > kept.length) kept.push(['…', `(${entries.length - kept.length} more)`]);
    return Object.fromEntries(kept);
  };

  try {
    return convert(value, bounds.depth);
  } catch (error) {
    // A getter or a proxy may throw.
    return `(unreadable: ${String(error)})`;
  }
}

/**
 * Moves ids to the end of logged or observed data, where only the start is shown: ids are long and the same on
 * most lines, so the other fields distinguish the lines.
 */
export function moveIdsToEnd(data: Json): Json {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const fields = Object.entries(data);
  const isId = ([name]: readonly [string, unknown]): boolean => /(_id|Id)$/.test(name);
  return Object.fromEntries([...fields.filter((field) => !isId(field)), ...fields.filter(isId)]);
}
