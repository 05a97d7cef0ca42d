import { expect, test } from 'vitest';
import {
  forEachProtocol,
  PUBLISH_PROTOCOL_NAMES,
  PUBLISH_PROTOCOLS,
  parsePublishUrl,
  publishEndpoints,
  publishUrl,
} from './publish-protocols.ts';

const endpoints = publishEndpoints((protocol) => `${protocol}://127.0.0.1:5000`);

test.each(PUBLISH_PROTOCOL_NAMES)(
  '%s: builds a URL that it parses, with the port of the endpoint',
  (name) => {
    const url = publishUrl(name, endpoints, 'live/x/in');
    expect(url).toContain('live/x/in');
    expect(parsePublishUrl(url)).toMatchObject({ protocol: name, host: '127.0.0.1', port: 5000 });
  },
);

test.each(PUBLISH_PROTOCOL_NAMES)(
  '%s: parses each of its schemes, and no other protocol has them',
  (name) => {
    const { schemes } = PUBLISH_PROTOCOLS[name];
    expect(Object.keys(schemes)).not.toEqual([]);
    for (const [scheme, expected] of Object.entries(schemes)) {
      expect(parsePublishUrl(`${scheme}//[::1]/live`)).toEqual({
        protocol: name,
        host: '::1',
        port: expected.defaultPort,
        isEncrypted: expected.isEncrypted,
        defaultPort: expected.defaultPort,
      });
    }
  },
);

test('each protocol has its own documented port, source type and unpublish request', () => {
  for (const field of ['documentedPort', 'sourceType', 'unpublishMarker'] as const) {
    const values = Object.values(forEachProtocol((_, spec) => spec[field]));
    const given = values.filter((value) => value !== undefined);
    expect(new Set(given).size).toBe(given.length);
  }
  expect(Object.keys(forEachProtocol(() => 0))).toEqual(PUBLISH_PROTOCOL_NAMES);
});

test('does not parse the URL of another protocol', () => {
  expect(parsePublishUrl('http://127.0.0.1/live')).toBeUndefined();
});
