import { z } from 'zod';
import { TapError } from './tap-error.ts';

/** A TCP address. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/** Parses `127.0.0.1:3001`, `[::1]:3001`, or a port of this machine. */
export const addressSchema = z
  .string()
  .regex(/^((\[[^\]]+\]|[^:[\]]+):)?\d{1,5}$/, 'expected host:port, such as 127.0.0.1:3001, or a port')
  .transform((text): Address => {
    const colon = text.lastIndexOf(':');
    const host = colon < 0 ? LOOPBACK : withoutBrackets(text.slice(0, colon));
    return { host, port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, 'expected a port up to 65535');

const HTTP_PORT = 80;

/**
 * The address of an STS service.
 *
 * @param url `http://host:port`
 * @throws TapError TAP_TARGET_INVALID
 */
export function targetAddress(url: string): Address {
  const parsed = URL.parse(url);
  const invalid = (reason: string) =>
    new TapError('TAP_TARGET_INVALID', `expected a tap target like http://sts:3000, not ${url}: ${reason}`);
  if (parsed === null) throw invalid('it is no URL');
  if (parsed.protocol === 'https:') throw invalid('the tap forwards bytes unchanged and cannot read TLS');
  if (parsed.protocol !== 'http:') throw invalid(`its scheme is ${parsed.protocol}`);
  if (parsed.pathname !== '/' || parsed.search !== '') {
    throw invalid(
      'it has a path; configure the path in the worker, because the tap does not rewrite requests',
    );
  }
  return {
    host: withoutBrackets(parsed.hostname),
    port: parsed.port === '' ? HTTP_PORT : Number(parsed.port),
  };
}

/** The HTTP URL of an address. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** An IPv6 address has brackets in a URL only. */
function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
