import { expect, test } from 'vitest';
import { publishedHost } from './docker.ts';

test('a daemon of this machine is reached by loopback, also when both are in one container', () => {
  expect(publishedHost('localhost', true, {})).toBe('127.0.0.1');
  expect(publishedHost('172.17.0.1', true, {})).toBe('127.0.0.1');
});

test('a daemon outside of this container is reached where testcontainers found it', () => {
  expect(publishedHost('172.17.0.1', false, {})).toBe('172.17.0.1');
  expect(publishedHost('docker.example', false, {})).toBe('docker.example');
});

test('a daemon behind a tunnel is reached by loopback', () => {
  expect(publishedHost('localhost', false, {})).toBe('127.0.0.1');
});

test('TESTCONTAINERS_HOST_OVERRIDE decides', () => {
  expect(publishedHost('localhost', true, { TESTCONTAINERS_HOST_OVERRIDE: 'docker.example' })).toBe(
    'docker.example',
  );
});
