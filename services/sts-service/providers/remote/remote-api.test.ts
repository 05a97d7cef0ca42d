import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delay, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FakeRetryClock } from '../../testing/fake-retry-clock.ts';
import type { WorkLimits } from '../provider.ts';
import { RemoteApi } from './remote-api.ts';
import { RemoteProviderError } from './remote-provider-error.ts';

const KEY = 'k3y-Never-Told';
const URL = 'https://api.test';
const NOON_MS = Date.UTC(2026, 10, 22, 12, 0, 0);
const schema = z.object({ text: z.string() });

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'bypass' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

let clock: FakeRetryClock;
let requests: Request[];

beforeEach(() => {
  clock = new FakeRetryClock(NOON_MS);
  requests = [];
});

/** Answers the requests one after the other; the last answer stays. */
function answers(...made: ((request: Request) => Response | Promise<Response>)[]): void {
  server.use(
    http.post(`${URL}/ask`, async ({ request }) => {
      const answer = made[Math.min(requests.length, made.length - 1)];
      requests.push(request);
      if (answer === undefined) throw new Error('A test must say what is answered.');
      return await answer(request);
    }),
  );
}

const ok = () => HttpResponse.json({ text: 'fine' });
const status = (code: number, headers: Record<string, string> = {}, body: object = {}) => {
  return () => HttpResponse.json(body, { status: code, headers });
};

function api(url = URL): RemoteApi {
  const headers = { authorization: `Bearer ${KEY}` };
  return new RemoteApi({ provider: 'deepl', part: 'STS_TRANSLATOR', url, headers, key: KEY }, clock);
}

function limits(leftMs = 8000, signal: AbortSignal = new AbortController().signal): WorkLimits {
  return { signal, deadlineMs: leftMs };
}

/** What an ask ends with when it does not end well. */
async function failureOf(ask: Promise<unknown>): Promise<RemoteProviderError> {
  const error = await ask.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RemoteProviderError) return error;
  throw new Error('Expected a RemoteProviderError.', { cause: error });
}

const askText = (leftMs?: number) => api().askJson('/ask', { q: 1 }, schema, limits(leftMs));

describe('what may pass is tried again', () => {
  test('429 with seconds: after these', async () => {
    answers(status(429, { 'retry-after': '3' }), ok);
    expect(await askText()).toEqual({ text: 'fine' });
    expect(clock.sleptMs).toEqual([3000]);
  });

  test('429 with a date: then', async () => {
    answers(status(429, { 'retry-after': 'Sun, 22 Nov 2026 12:00:05 GMT' }), ok);
    expect(await askText()).toEqual({ text: 'fine' });
    expect(clock.sleptMs).toEqual([5000]);
  });

  test('500 that passes', async () => {
    answers(status(500), status(503), ok);
    expect(await askText()).toEqual({ text: 'fine' });
    expect(clock.sleptMs).toEqual([250, 500]);
  });

  test('500 that stays: four times in all', async () => {
    answers(status(500, {}, { message: 'out of order' }));
    const error = await failureOf(askText());
    expect(error).toMatchObject({ failure: 'unavailable', provider: 'deepl' });
    expect(error.message).toBe('deepl answered 500 (out of order), in all of 4 attempts');
    expect(requests).toHaveLength(4);
    expect(clock.sleptMs).toEqual([250, 500, 1000]);
  });

  test('a server that asks to wait longer than there is time is not waited for', async () => {
    answers(status(429, { 'retry-after': '60' }));
    const error = await failureOf(askText(8000));
    expect(error).toMatchObject({ failure: 'rate-limited', retryAfterMs: undefined });
    expect(error.message).toBe(
      'deepl answered 429, and the next attempt, in 60.0 s, would be too late with 8.0 s left',
    );
    expect([requests.length, clock.sleptMs]).toEqual([1, []]);
  });

  test('the time that waiting took is not there for the next attempt', async () => {
    answers(status(429, { 'retry-after': '3' }));
    expect((await failureOf(askText(8000))).failure).toBe('rate-limited');
    expect(clock.sleptMs).toEqual([3000, 3000]);
  });

  test('a connection that breaks within the answer', async () => {
    const cut = () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from('{"text":"fi'));
        },
        pull: (controller) => controller.error(new Error('cut')),
      });
      return new HttpResponse(body, { headers: { 'content-type': 'application/json' } });
    };
    answers(cut, ok);
    expect(await askText()).toEqual({ text: 'fine' });
    expect(requests).toHaveLength(2);
  });

  test('the same request goes out each time', async () => {
    const sent: unknown[] = [];
    answers(async (request) => {
      sent.push(await request.json());
      return sent.length < 2 ? status(500)() : ok();
    });
    await askText();
    expect(sent).toEqual([{ q: 1 }, { q: 1 }]);
  });

  test('and so does a form', async () => {
    const sent: unknown[] = [];
    answers(async (request) => {
      const file = (await request.formData()).get('file');
      sent.push(file instanceof File ? await file.text() : file);
      return sent.length < 2 ? status(500)() : ok();
    });
    const form = new FormData();
    form.set('file', new Blob(['sound']), 'speech.wav');
    await api().askJson('/ask', form, schema, limits());
    expect(sent).toEqual(['sound', 'sound']);
  });
});

describe('what does not pass is told at once', () => {
  test.each([
    [400, {}, 'deepl answered 400'],
    [401, { detail: { message: 'bad' } }, 'deepl answered 401 (bad): is STS_TRANSLATOR_KEY right?'],
    [403, { error: { message: 'no' } }, 'deepl answered 403 (no): is STS_TRANSLATOR_KEY right?'],
    [404, { error: 'what?' }, 'deepl answered 404 (what?): is STS_TRANSLATOR_URL right?'],
    [456, { message: 'Quota exceeded' }, 'deepl answered 456 (Quota exceeded)'],
  ])('%i', async (code, body, message) => {
    answers(status(code, {}, body));
    const error = await failureOf(askText());
    expect([error.failure, error.message]).toEqual(['refused', message]);
    expect(requests).toHaveLength(1);
  });

  test('a redirect is not followed: somebody else would be given the key', async () => {
    let asked = 0;
    server.use(
      http.all('https://elsewhere.test/', () => {
        asked += 1;
        return ok();
      }),
    );
    answers(() => new HttpResponse(null, { status: 307, headers: { location: 'https://elsewhere.test/' } }));
    expect((await failureOf(askText())).message).toContain('answered 307: is STS_TRANSLATOR_URL right?');
    expect(asked).toBe(0);
  });

  test.each<[string, () => Response, string]>([
    ['HTML', () => HttpResponse.html('<p>Log in'), 'answered with "text/html" instead of json'],
    ['no type', () => new HttpResponse(Buffer.from('{"text":"a"}')), 'answered with "" instead of json'],
    ['no JSON', () => jsonText('{"text":'), 'answered with 8 characters that are no JSON'],
    ['nothing', () => jsonText(''), 'answered with 0 characters that are no JSON'],
    ['other JSON', () => jsonText('{"texts":[]}'), 'answered with JSON of another kind: text: '],
    ['too much', () => jsonText('x'.repeat(1_048_577)), 'answered with more than 1048576 bytes'],
    [
      'too much, and says so',
      () => jsonText('{"text":"a"}', { 'content-length': '1048577' }),
      'answered with more than 1048576 bytes',
    ],
  ])('%s', async (_case, answer, message) => {
    answers(answer);
    const error = await failureOf(askText());
    expect(error.failure).toBe('unusable');
    expect(error.message).toContain(message);
    expect(requests).toHaveLength(1);
  });

  test('sound that is JSON, and sound that is nothing', async () => {
    answers(ok);
    expect((await failureOf(api().askAudio('/ask', {}, limits()))).message).toContain('instead of audio');
    requests = [];
    answers(() => new HttpResponse(null, { headers: { 'content-type': 'audio/wav' } }));
    expect((await failureOf(api().askAudio('/ask', {}, limits()))).message).toContain('without any sound');
  });
});

function jsonText(text: string, headers: Record<string, string> = {}): Response {
  return new HttpResponse(text, { headers: { 'content-type': 'application/json', ...headers } });
}

describe('time', () => {
  test('an answer that does not come ends with the signal, and is no reason to try again', async () => {
    const tooLate = new Error('too late');
    const limit = new AbortController();
    answers(async () => {
      limit.abort(tooLate);
      await delay('infinite');
      return ok();
    });
    const ask = api().askJson('/ask', {}, schema, limits(0, limit.signal));
    await expect(ask).rejects.toBe(tooLate);
    expect([requests.length, clock.sleptMs]).toEqual([1, []]);
  });

  test('an answer that comes in part ends with the signal too', async () => {
    const limit = new AbortController();
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.from('{'));
        limit.abort(new Error('too late'));
        return new Promise(() => undefined);
      },
    });
    answers(() => new HttpResponse(body, { headers: { 'content-type': 'application/json' } }));
    const ask = api().askJson('/ask', {}, schema, limits(0, limit.signal));
    await expect(ask).rejects.toThrow('too late');
  });
});

describe('the key', () => {
  test('goes out with the request, and does not come back in an error', async () => {
    const echo = ({ headers }: Request): Response => {
      const message = `${'x'.repeat(190)} ${headers.get('authorization')}: no`;
      return HttpResponse.json({ message }, { status: 400 });
    };
    answers(echo);
    const error = await failureOf(askText());
    expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${KEY}`);
    // Cut at 200 characters: not even its beginning.
    expect(error.message).not.toContain(KEY.slice(0, 2));
  });

  test.each([
    ['a type', () => new HttpResponse('', { headers: { 'content-type': KEY } })],
    ['a body', () => HttpResponse.json({ text: { [KEY]: KEY } })],
    ['an error for good', status(500, {}, { error: { message: `bad ${KEY}` } })],
  ])('is taken out of %s', async (_case, answer) => {
    answers(answer);
    const error = await failureOf(askText());
    expect(`${error.stack}${JSON.stringify(error)}${JSON.stringify(error.cause)}`).not.toContain(KEY);
  });
});

describe('over a real socket', () => {
  /** A server of HTTP that does with a connection what `answer` says. */
  async function serve(answer: string, cutOff: boolean) {
    let asked = 0;
    const real = createServer((request) => {
      asked += 1;
      request
        .resume()
        .on('end', () => request.socket.write(answer, () => cutOff && request.socket.destroy()));
    });
    await new Promise<void>((resolve) => real.listen(0, '127.0.0.1', resolve));
    const { port } = real.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      asked: () => asked,
      [Symbol.dispose]: () => {
        real.closeAllConnections();
        real.close();
      },
    };
  }

  test('a body that is shorter than it was said to be is no answer', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: audio/wav\r\ncontent-length: 1000\r\n\r\n';
    using cut = await serve(`${head}RIFF`, true);
    const error = await failureOf(api(cut.url).askAudio('/ask', {}, limits()));
    expect([error.failure, cut.asked()]).toEqual(['unavailable', 4]);
  });

  test('nobody there', async () => {
    using gone = await serve('', true);
    gone[Symbol.dispose]();
    const error = await failureOf(api(gone.url).askAudio('/ask', {}, limits()));
    expect(error.failure).toBe('unavailable');
    expect(error.message).toContain('ECONNREFUSED');
  });
});
