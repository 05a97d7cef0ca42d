/** How a clip is published over one protocol. */
export interface PublishProtocolSpec {
  /** ffmpeg's output format and its options. */
  readonly outputArgs: readonly string[];
  /** The port in the documentation, on which MediaMTX listens in its container. */
  readonly documentedPort: number;
  /** URL schemes of the protocol, with the port of a URL that has none. */
  readonly schemes: Readonly<Record<`${string}:`, UrlScheme>>;
  /** The source type that MediaMTX reports for a path published over the protocol. */
  readonly sourceType: string;
  /** The URL of a path on a server. */
  urlOf(serverUrl: string, path: string): string;
  /**
   * Byte sequence, as a latin1 string, that identifies the publisher's unpublish request. Absent when the request
   * cannot be delayed: the publisher then connects to the server directly.
   */
  readonly unpublishMarker?: string;
}

export interface UrlScheme {
  readonly defaultPort: number;
  readonly isEncrypted: boolean;
}

const asPathOfUrl = (serverUrl: string, path: string): string => `${serverUrl}/${path}`;

/**
 * The protocols over which a clip can be published. Options, endpoints, ports and expected source types derive from
 * this table.
 */
export const PUBLISH_PROTOCOLS = {
  rtmp: {
    outputArgs: ['-f', 'flv', '-flvflags', 'no_duration_filesize'],
    documentedPort: 1935,
    schemes: {
      'rtmp:': { defaultPort: 1935, isEncrypted: false },
      'rtmps:': { defaultPort: 1936, isEncrypted: true },
    },
    sourceType: 'rtmpConn',
    urlOf: asPathOfUrl,
    // An AMF0 string (type 2, length 11), followed by a number (type 0): the transaction id.
    unpublishMarker: '\u0002\u0000\u000bFCUnpublish\u0000',
  },
  rtsp: {
    // MediaMTX derives the time of a track from the arrival of its first RTP packet, so each AAC frame is sent
    // immediately (ffmpeg would collect a quarter of a second) and encoder priming is dropped: docs/decisions/0007.
    outputArgs: [
      '-f',
      'rtsp',
      '-rtsp_transport',
      'tcp',
      '-max_delay',
      '0',
      '-bsf:a',
      'noise=drop=lt(pts\\,0)',
    ],
    documentedPort: 8554,
    schemes: {
      'rtsp:': { defaultPort: 554, isEncrypted: false },
      'rtsps:': { defaultPort: 322, isEncrypted: true },
    },
    sourceType: 'rtspSession',
    urlOf: asPathOfUrl,
    unpublishMarker: 'TEARDOWN rtsp://',
  },
} as const satisfies Readonly<Record<string, PublishProtocolSpec>>;

export type PublishProtocol = keyof typeof PUBLISH_PROTOCOLS;

export const PUBLISH_PROTOCOL_NAMES = Object.keys(PUBLISH_PROTOCOLS) as [
  PublishProtocol,
  ...PublishProtocol[],
];

/** The URLs of a media server without a path, one per protocol: `rtmpUrl`, `rtspUrl`. */
export type PublishEndpoints = Readonly<Record<`${PublishProtocol}Url`, string>>;

/** Creates a record with a value for each protocol. */
export function forEachProtocol<T>(
  valueFor: (protocol: PublishProtocol, spec: PublishProtocolSpec) => T,
): Readonly<Record<PublishProtocol, T>> {
  const entries = PUBLISH_PROTOCOL_NAMES.map((name) => [name, valueFor(name, PUBLISH_PROTOCOLS[name])]);
  return Object.fromEntries(entries) as Record<PublishProtocol, T>;
}

/** Creates the endpoints of a media server from its URL for each protocol. */
export function publishEndpoints(urlFor: (protocol: PublishProtocol) => string): PublishEndpoints {
  const entries = PUBLISH_PROTOCOL_NAMES.map((name) => [`${name}Url`, urlFor(name)]);
  return Object.fromEntries(entries) as Record<`${PublishProtocol}Url`, string>;
}

/** The URL to publish a path of a media server. */
export function publishUrl(protocol: PublishProtocol, endpoints: PublishEndpoints, path: string): string {
  return PUBLISH_PROTOCOLS[protocol].urlOf(endpoints[`${protocol}Url`], path);
}

/** A URL that clips can be published to. */
export interface PublishTarget extends UrlScheme {
  readonly protocol: PublishProtocol;
  readonly host: string;
  readonly port: number;
}

/** @returns undefined when no protocol has the scheme of the URL */
export function parsePublishUrl(url: string): PublishTarget | undefined {
  const { protocol: scheme, hostname, port } = new URL(url);
  for (const protocol of PUBLISH_PROTOCOL_NAMES) {
    const { schemes }: PublishProtocolSpec = PUBLISH_PROTOCOLS[protocol];
    const found = schemes[scheme as `${string}:`];
    if (found === undefined) continue;
    return {
      ...found,
      protocol,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || found.defaultPort,
    };
  }
  return undefined;
}
