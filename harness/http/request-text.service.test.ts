import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { getText } from './request-text.ts';

const signal = new AbortController().signal;

test('returns status, content type and text of the response', async () => {
  const { url } = await serveHttp((_, response) => {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('ñothing here');
  });
  expect(await getText(url, { signal })).toEqual({
    url,
    status: 404,
    contentType: 'text/plain',
    body: 'ñothing here',
  });
});

test('does not follow a redirect', async () => {
  const { url } = await serveHttp((_, response) => {
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await getText(url, { signal })).toMatchObject({ status: 307, location: '/elsewhere' });
});

test('closes the connection after the response', async () => {
  const { url, server } = await serveHttp((request, response) => {
    response.end(request.headers.connection);
  });
  const closed = new Promise<void>((resolve) => {
    server.on('connection', (socket) => socket.on('close', () => resolve()));
  });
  expect(await getText(url, { signal })).toMatchObject({ body: 'close' });
  await closed;
});

test('reports a server that is not reachable', async () => {
  const { url, close } = await serveHttp(() => undefined);
  await close();
  await expect(getText(url, { signal })).rejects.toMatchObject({
    code: 'HTTP_UNREACHABLE',
    url,
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('reports a server that does not respond', async () => {
  const { url } = await serveHttp(() => undefined);
  await expect(getText(url, { signal, withinMs: 60 })).rejects.toMatchObject({
    code: 'HTTP_NO_ANSWER',
    lastState: 'no response within 60 ms',
  });
});

test('reports a body that stalls', async () => {
  const { url } = await serveHttp((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('12345');
  });
  await expect(getText(url, { signal, withinMs: 200 })).rejects.toMatchObject({
    code: 'HTTP_NO_ANSWER',
    lastState: 'only 5 bytes of the body within 200 ms',
  });
});

test('reports a connection that closes within the body', async () => {
  const { url } = await serveHttp((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('12345', () => response.destroy());
  });
  await expect(getText(url, { signal })).rejects.toMatchObject({ code: 'HTTP_BROKEN_OFF' });
});

test('stops reading a body that is too long', async () => {
  const { url } = await serveHttp((_, response) => {
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(4096)));
    };
    response.on('drain', write);
    write();
  });
  await expect(getText(url, { signal, maxBytes: 100_000 })).rejects.toMatchObject({
    code: 'HTTP_BODY_TOO_LARGE',
  });
});

test('rejects with the reason of the signal', async () => {
  const { url, server } = await serveHttp(() => undefined);
  const reason = new Error('the step has ended');
  const controller = new AbortController();
  server.on('request', () => controller.abort(reason));
  await expect(getText(url, { signal: controller.signal })).rejects.toBe(reason);
});
