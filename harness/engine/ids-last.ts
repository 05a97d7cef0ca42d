import type { Json } from './event.ts';

/**
 * The fields of something logged or seen, for a reader who sees only their beginning: what tells one line from the
 * next comes first, as ids are long and the same in most of them.
 */
export function idsLast(data: Json): Json {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  const fields = Object.entries(data);
  const isId = ([name]: readonly [string, unknown]): boolean => /(_id|Id)$/.test(name);
  return Object.fromEntries([...fields.filter((field) => !isId(field)), ...fields.filter(isId)]);
}
