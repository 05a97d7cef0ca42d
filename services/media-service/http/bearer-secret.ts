import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Tells whether an `Authorization` header carries a secret as a bearer token.
 * Digests are compared: they are equally long, so the time it takes tells nothing, not even the secret's length.
 */
export function carriesSecret(header: string | undefined, secret: string): boolean {
  const given = /^Bearer +(.*)$/i.exec(header ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
