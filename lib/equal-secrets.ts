import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Compares two secrets in constant time. Their digests are compared: these have the same length, so that the time
 * reveals neither the secret nor how long it is.
 */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
