import { z } from 'zod';
import { TapError } from './tap-error.ts';

/** An address of TCP. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/** An address as people write it: `127.0.0.1:3001`, `[::1]:3001`, or a port of this machine. */
export const addressSchema = z
  .string()
  .regex(/^((\[[^\]]+\]|[^:[\]]+):)?\d{1,5}$/, 'expected host:port, such as 127.0.0.1:3001, or a port')
  .transform((text): Address => {
    const colon = text.lastIndexOf(':');
    const host = colon < 0 ? LOOPBACK : unbracketed(text.slice(0, colon));
    return { host, port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, 'expected a port up to 65535');

const HTTP_PORT = 80;

/**
 * Where an STS service is.
 *
 * @param url `http://host:port`
 * @throws TapError TAP_TARGET_INVALID
 */
export function targetAddress(url: string): Address {
  const parsed = URL.parse(url);
  const wrong = (why: string) =>
    new TapError('TAP_TARGET_INVALID', `the tap's target must be like http://sts:3000, not ${url}: ${why}`);
  if (parsed === null) throw wrong('it is no URL');
  if (parsed.protocol === 'https:') throw wrong('the tap forwards bytes as they are, and cannot read TLS');
  if (parsed.protocol !== 'http:') throw wrong(`its scheme is ${parsed.protocol}`);
  if (parsed.pathname !== '/' || parsed.search !== '') {
    throw wrong('it has a path, which is the business of those who connect: requests are not rewritten');
  }
  return { host: unbracketed(parsed.hostname), port: parsed.port === '' ? HTTP_PORT : Number(parsed.port) };
}

/** The address as a URL of HTTP. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** An IPv6 address stands in brackets in a URL, and without them everywhere else. */
function unbracketed(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
