import fc from 'fast-check';
import { type Answer, ask } from '../ask.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../nonsense.ts';
import type { Target } from '../target.ts';

const PAGES = {
  'media-service': ['/health', '/ready', '/metrics', '/v1/streams'],
  'sts-service': ['/health', '/ready', '/metrics'],
} as const;
type Service = keyof typeof PAGES;

const service = fc.constantFrom<Service>('media-service', 'sts-service');
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];

/** What a request line can carry. */
const pathPiece = fc.oneof(
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

/** Whether a path is one of the pages, however it is written. */
function isPage(name: Service, path: string): boolean {
  const [pathname = ''] = path.split(/[?#]/);
  try {
    return PAGES[name].some((page) => page === decodeURIComponent(pathname));
  } catch {
    return false;
  }
}

function told({ status, body }: Answer): string {
  return `got ${status} ${body.slice(0, 300)}`;
}

const odd = fuzzKind({
  name: 'http: an odd method, path, header or body',
  weight: 14,
  data: fc
    .record(
      {
        service,
        method: fc.constantFrom(...METHODS),
        path: fc.oneof(
          fc.array(pathPiece, { minLength: 1, maxLength: 4 }).map((pieces) => `/${pieces.join('/')}`),
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
  judge: async ({ service: name, method, path, headers: sent = {}, body }, target) => {
    const hasBody = body !== undefined && !['GET', 'HEAD', 'TRACE'].includes(method);
    const answer = await ask(urlOf(target, name), {
      method,
      path,
      headers: sent,
      ...(hasBody ? { body } : {}),
    });
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && isPage(name, path)) {
      // A live stream's worker may be starting.
      const mayBe = path.includes('ready') ? [200, 503] : [200];
      return mayBe.includes(answer.status) ? undefined : `expected the page; ${told(answer)}`;
    }
    return answer.status >= 400 && answer.status < 500 ? undefined : `expected 4xx; ${told(answer)}`;
  },
});

const noStream = fuzzKind({
  name: 'http: a stream that there is not',
  weight: 3,
  data: fc.record({
    id: fc.oneof(
      anyText.filter((text) => text !== ''),
      fc.constantFrom('__proto__', 'a'.repeat(200), '%'),
    ),
  }),
  judge: async ({ id }, target) => {
    const answer = await ask(target.mediaServiceUrl, {
      method: 'GET',
      path: `/v1/streams/${encodeLeniently(id)}`,
    });
    return [400, 404, 414].includes(answer.status) ? undefined : `expected 404; ${told(answer)}`;
  },
});

const PLAN = JSON.stringify({ faults: [{ kind: 'drop' }] });

const faults = fuzzKind({
  name: 'http: the fault API, which is off',
  weight: 4,
  data: fc.record({
    method: fc.constantFrom('GET', 'PUT', 'DELETE', 'POST'),
    ofLive: fc.boolean(),
    body: fc.oneof(fc.constant(PLAN), anyText),
  }),
  judge: async ({ method, ofLive, body }, target) => {
    const path = `/v1/faults/${ofLive ? target.liveStreamId : 'ghost'}`;
    const type = { 'content-type': 'application/json' };
    const sent = method === 'GET' ? {} : { headers: type, body };
    const answer = await ask(target.stsUrl, { method, path, ...sent });
    return answer.status === 404 ? undefined : `expected 404; ${told(answer)}`;
  },
});

export const httpKinds = [odd, noStream, faults];
