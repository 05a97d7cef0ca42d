import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Compares two secrets in constant time. It compares digests, which have equal lengths, so that the duration reveals
 * neither the secret nor its length.
 */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
