import type { OmittableField } from '../../contracts/sts-faults.ts';

/** A copy of a payload that lacks one field, which may be one of its audio's. */
export function without(payload: object, field: OmittableField): object {
  const [name = field, inner] = field.split('.');
  const entries = Object.entries(payload).flatMap(([key, value]): [string, unknown][] => {
    if (key !== name) return [[key, value]];
    if (inner === undefined) return [];
    return [
      [key, Object.fromEntries(Object.entries(value as object).filter(([innerKey]) => innerKey !== inner))],
    ];
  });
  return Object.fromEntries(entries);
}
