import { expect, test } from 'vitest';
import { redactUrls, redactUserInfo, urlRedactor } from './redact-url.ts';

test.each([
  ['rtmp://127.0.0.1:1935/live/a/in', 'rtmp://127.0.0.1:1935/live/a/in'],
  ['rtmp://user:hush@mediamtx/live', 'rtmp://…@mediamtx/live'],
  ['http://user:hu@sh@host:8889/v3', 'http://…@host:8889/v3'],
  ['rtmps://host/live/a/out?user=u&pass=hush', 'rtmps://host/live/a/out?…'],
  ["rtmp://host/out?pass=hu'sh|[]", 'rtmp://host/out?…'],
  ['rtmp://u:hush@h/a?x=hush and http://v:hush@h/', 'rtmp://…@h/a?… and http://…@h/'],
  ['mail to someone@example.org?', 'mail to someone@example.org?'],
])('%j is shown as %j', (text, shown) => {
  expect(redactUrls(text)).toBe(shown);
});

test('hides the credentials of a URL outside of URLs too', () => {
  const redact = urlRedactor('rtmp://user:hush@host/app?pass=quiet&x=1');
  expect(redact('publishing app?pass=quiet&x=1 as user:hush')).toBe('publishing app?… as …');
  expect(redact('password hush, token quiet, port 1')).toBe('password …, token …, port 1');
  expect(redact('rtmp://user:hush@host/app?pass=quiet&x=1: refused')).toBe('rtmp://…@host/app?… refused');
});

test('leaves a text as it is when the URL has no credentials', () => {
  expect(urlRedactor('rtmp://host:1935')('rtmp://host:1935/live: refused')).toBe(
    'rtmp://host:1935/live: refused',
  );
});

test.each([
  ['letters', 'a'],
  ['schemes', 'a://'],
  ['user names', 'a://b@'],
  ['queries', 'a://b?'],
])('redacts a long line of %s in linear time', (_, part) => {
  const line = part.repeat(65_536 / part.length);
  const startMs = performance.now();
  redactUrls(line);
  // A quadratic expression takes 1.6 to 12 s.
  expect(performance.now() - startMs).toBeLessThan(500);
});

test('hides user and password only, and keeps the query', () => {
  expect(redactUserInfo('GET http://user:hush@host/v3?page=0 or //user@host')).toBe(
    'GET http://…@host/v3?page=0 or //user@host',
  );
});
