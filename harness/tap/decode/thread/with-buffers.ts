/**
 * Makes Buffers again of what they have become on their way between threads, in place.
 *
 * @param values as they came, without cycles
 */
export function withBuffers(values: unknown[]): unknown[] {
  // No recursion: how deep it goes is up to whoever sent it.
  const unseen: object[] = [values];
  for (let container = unseen.pop(); container !== undefined; container = unseen.pop()) {
    for (const [key, value] of Object.entries(container)) {
      if (value instanceof Uint8Array) {
        Reflect.set(container, key, Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      } else if (typeof value === 'object' && value !== null) unseen.push(value);
    }
  }
  return values;
}
