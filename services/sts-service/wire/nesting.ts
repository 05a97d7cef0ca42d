/**
 * Whether a JSON value has objects or arrays within one another deeper than `levels`. Deep ones are cheap to send,
 * and overflow the stack of whoever writes them as JSON again.
 */
export function isNestedDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isNestedDeeperThan(inner, levels - 1));
}
