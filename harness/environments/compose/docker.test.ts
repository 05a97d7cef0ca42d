import { expect, test } from 'vitest';
import { publishedHost } from './docker.ts';

test('uses loopback for a local daemon, also inside a container', () => {
  expect(publishedHost('localhost', true, {})).toBe('127.0.0.1');
  expect(publishedHost('172.17.0.1', true, {})).toBe('127.0.0.1');
});

test('uses the host that testcontainers found for a daemon outside this container', () => {
  expect(publishedHost('172.17.0.1', false, {})).toBe('172.17.0.1');
  expect(publishedHost('docker.example', false, {})).toBe('docker.example');
});

test('uses loopback for a daemon behind a tunnel', () => {
  expect(publishedHost('localhost', false, {})).toBe('127.0.0.1');
});

test('prefers TESTCONTAINERS_HOST_OVERRIDE', () => {
  expect(publishedHost('localhost', true, { TESTCONTAINERS_HOST_OVERRIDE: 'docker.example' })).toBe(
    'docker.example',
  );
});
