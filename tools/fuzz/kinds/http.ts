import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { type HttpAnswer, sendRequest } from '../http-client.ts';
import { anyText } from '../invalid-values.ts';
import { GHOST, type Target } from '../target.ts';

const PAGES = {
  'media-service': ['/health', '/ready', '/metrics', '/v1/streams'],
  'sts-service': ['/health', '/ready', '/metrics'],
} as const;
type Service = keyof typeof PAGES;

const service = fc.constantFrom<Service>('media-service', 'sts-service');
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** Path segments that a request line can contain. */
const pathSegment = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    '%2e%2e',
    '%00',
    '%',
    '%zz',
    '%ff',
    '%c0%ae',
    ';',
    '~',
    'v1',
    'streams',
    'faults',
  ),
  anyText.map(encodeLeniently),
  fc.integer({ min: 100, max: 3000 }).map((length) => 'a'.repeat(length)),
);

const headerValue = fc.string({ unit: fc.constantFrom(...'abc019 ,;="/*\t\u00ff') });
const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'accept',
      'range',
      'if-none-match',
      'x-forwarded-for',
      'authorization',
      'cookie',
      'origin',
    ),
    fc.stringMatching(/^x-[a-z]{1,12}$/),
  ),
  headerValue,
  { maxKeys: 4 },
);

function encodeLeniently(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ED%A0%80';
  }
}

function urlOf(target: Target, name: Service): string {
  return name === 'media-service' ? target.mediaServiceUrl : target.stsUrl;
}

/** Whether a path is one of the pages after decoding. */
function isPage(name: Service, path: string): boolean {
  const [pathname = ''] = path.split(/[?#]/);
  try {
    return PAGES[name].some((page) => page === decodeURIComponent(pathname));
  } catch {
    return false;
  }
}

function received({ status, body }: HttpAnswer): string {
  return `got ${status} ${body.slice(0, 300)}`;
}

const unusual = fuzzKind({
  name: 'http: unusual method, path, header or body',
  weight: 14,
  data: fc
    .record(
      {
        service,
        method: fc.constantFrom(...METHODS),
        path: fc.oneof(
          fc.array(pathSegment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
          fc
            .tuple(
              fc.constantFrom(...PAGES['media-service']),
              fc.constantFrom('', '/', '?', '?a=%', '//', '/x', '%20'),
            )
            .map(([page, tail]) => page + tail),
        ),
        headers,
        body: anyText,
      },
      { requiredKeys: ['service', 'method', 'path'] },
    )
    .filter(({ path }) => !path.startsWith('/v1/mediamtx') && !path.startsWith('/socket.io')),
  check: async ({ service: name, method, path, headers: sent = {}, body }, target) => {
    const hasBody = body !== undefined && !['GET', 'HEAD', 'TRACE'].includes(method);
    const answer = await sendRequest(urlOf(target, name), {
      method,
      path,
      headers: sent,
      ...(hasBody ? { body } : {}),
    });
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && isPage(name, path)) {
      // The worker of the live stream may be starting.
      const allowed = path.includes('ready') ? [200, 503] : [200];
      return allowed.includes(answer.status) ? undefined : `expected the page; ${received(answer)}`;
    }
    return answer.status >= 400 && answer.status < 500 ? undefined : `expected 4xx; ${received(answer)}`;
  },
});

const noStream = fuzzKind({
  name: 'http: unknown stream',
  weight: 3,
  data: fc.record({
    id: fc.oneof(
      anyText.filter((text) => text !== ''),
      fc.constantFrom('__proto__', 'a'.repeat(200), '%'),
    ),
  }),
  check: async ({ id }, target) => {
    const answer = await sendRequest(target.mediaServiceUrl, {
      method: 'GET',
      path: `/v1/streams/${encodeLeniently(id)}`,
    });
    return [400, 404, 414].includes(answer.status) ? undefined : `expected 404; ${received(answer)}`;
  },
});

const PLAN = JSON.stringify({ faults: [{ kind: 'drop' }] });

const faults = fuzzKind({
  name: 'http: disabled fault API',
  weight: 4,
  data: fc.record({
    method: fc.constantFrom('GET', 'PUT', 'DELETE', 'POST'),
    isLive: fc.boolean(),
    body: fc.oneof(fc.constant(PLAN), anyText),
  }),
  check: async ({ method, isLive, body }, target) => {
    const path = `/v1/faults/${isLive ? target.liveStreamId : GHOST}`;
    const type = { 'content-type': 'application/json' };
    const sent = method === 'GET' ? {} : { headers: type, body };
    const answer = await sendRequest(target.stsUrl, { method, path, ...sent });
    return answer.status === 404 ? undefined : `expected 404; ${received(answer)}`;
  },
});

export const httpKinds = [unusual, noStream, faults];
