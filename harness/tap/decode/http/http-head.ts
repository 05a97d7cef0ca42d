import { DecodeError } from '../parser.ts';

/** Header fields by their names in lower case; fields of one name are joined by `, `. */
export type HttpHeaders = ReadonlyMap<string, string>;

export interface RequestHead {
  readonly method: string;
  /** As it was sent: path and query. */
  readonly target: string;
  readonly headers: HttpHeaders;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: HttpHeaders;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.[01]$/;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/;
const SHOWN_LENGTH = 40;

/** @throws DecodeError when it is no request of HTTP/1 */
export function parseRequestHead(text: string): RequestHead {
  const [line = '', ...fields] = text.split('\r\n');
  const [, method, target] = REQUEST_LINE.exec(line) ?? [];
  if (method === undefined || target === undefined) {
    throw new DecodeError(`not an HTTP/1 request: ${JSON.stringify(line.slice(0, SHOWN_LENGTH))}`);
  }
  return { method, target, headers: parseFields(fields) };
}

/** @throws DecodeError when it is no response of HTTP/1 */
export function parseResponseHead(text: string): ResponseHead {
  const [line = '', ...fields] = text.split('\r\n');
  const status = STATUS_LINE.exec(line)?.[1];
  if (status === undefined) {
    throw new DecodeError(`not an HTTP/1 response: ${JSON.stringify(line.slice(0, SHOWN_LENGTH))}`);
  }
  return { status: Number(status), headers: parseFields(fields) };
}

/** Whether a field that holds a list of words holds this one. */
export function lists(headers: HttpHeaders, name: string, word: string): boolean {
  return (headers.get(name) ?? '').split(',').some((item) => item.trim().toLowerCase() === word);
}

function parseFields(lines: readonly string[]): HttpHeaders {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0)
      throw new DecodeError(`not a header field: ${JSON.stringify(line.slice(0, SHOWN_LENGTH))}`);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}
