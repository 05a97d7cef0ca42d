import { equalSecrets } from '../../../lib/equal-secrets.ts';

/** Whether an `Authorization` header carries `secret` as its bearer token. Compares in constant time. */
export function carriesSecret(header: string | undefined, secret: string): boolean {
  const given = /^Bearer +(.*)$/i.exec(header ?? '')?.[1] ?? '';
  return equalSecrets(given, secret);
}
