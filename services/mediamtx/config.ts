import { join } from 'node:path';
import { MediamtxError } from './mediamtx-error.ts';

/** Path of the project's hook. */
export const hookScriptPath = join(import.meta.dirname, 'mtx-hook');

/** The protocols for publishing and reading streams. */
export type StreamProtocol = 'rtmp' | 'rtsp';

/** TCP ports to listen on: one per stream protocol, and one for the control API. */
export type MediamtxPorts = Readonly<Record<StreamProtocol | 'api', number>>;

export interface MediamtxConfigOptions {
  readonly ports: MediamtxPorts;
  /** Absolute path of the recordings folder: `<folder>/live/<id>/in/<start>.mp4`. */
  readonly recordFolder: string;
  /**
   * The hook to call for `in` paths; {@link hookScriptPath} by default. It reads ORCHESTRATOR_URL and MTX_HOOK_SECRET
   * from the environment of MediaMTX.
   */
  readonly hookScriptPath?: string;
  /** The address to listen on. `127.0.0.1` by default; empty for all interfaces (in a container). */
  readonly host?: string;
  /** Addresses or CIDR ranges that may publish, read and use the API. Loopback only by default. */
  readonly allowFrom?: readonly string[];
}

/** A JSON string is valid YAML. */
const quoted = (text: string): string => JSON.stringify(text);

function hookCommand(scriptPath: string, event: string): string {
  // MediaMTX splits a command like a shell, then expands `$` in every word, quoted or not.
  if (scriptPath.includes('$')) {
    throw new MediamtxError(
      'MEDIAMTX_CONFIG_INVALID',
      `MediaMTX cannot run a hook with "$" in its path: ${scriptPath}. Move the project to another folder.`,
    );
  }
  return quoted(`'${scriptPath.replaceAll("'", `'\\''`)}' ${event}`);
}

function recordPath(folder: string): string {
  // MediaMTX expands %path, %Y, … anywhere in the path.
  if (!folder.startsWith('/') || folder.includes('%')) {
    throw new MediamtxError(
      'MEDIAMTX_CONFIG_INVALID',
      `The recordings folder must be an absolute path without "%", found ${folder}.`,
    );
  }
  return quoted(join(folder, '%path', '%Y-%m-%d_%H-%M-%S-%f'));
}

/**
 * Returns the configuration of the pipeline's media server as YAML for MediaMTX 1.20.
 *
 * Only RTMP, RTSP over TCP and the control API are enabled. Only the paths `live/<id>/in` and `live/<id>/out` are
 * allowed. Both are recorded from their first packet, and `in` calls the hook.
 *
 * @throws {MediamtxError} `MEDIAMTX_CONFIG_INVALID` for a path that MediaMTX cannot use
 */
export function mediamtxConfig(options: MediamtxConfigOptions): string {
  const { ports, host = '127.0.0.1', allowFrom = ['127.0.0.1', '::1'] } = options;
  const hook = options.hookScriptPath ?? hookScriptPath;
  return `logLevel: info
logDestinations: [stdout]
logStructured: true

authMethod: internal
authInternalUsers:
  - user: any
    ips: [${allowFrom.map(quoted).join(', ')}]
    permissions:
      - action: publish
      - action: read
      - action: api

api: true
apiAddress: ${quoted(`${host}:${ports.api}`)}
rtmp: true
rtmpAddress: ${quoted(`${host}:${ports.rtmp}`)}
rtsp: true
rtspTransports: [tcp]
rtspAddress: ${quoted(`${host}:${ports.rtsp}`)}

hls: false
webrtc: false
srt: false
moq: false
metrics: false
pprof: false
playback: false

pathDefaults:
  record: true
  recordPath: ${recordPath(options.recordFolder)}
  recordFormat: fmp4
  # The delay of a reader that follows the recording.
  recordPartDuration: 100ms
  # One file per stream.
  recordSegmentDuration: 24h
  # Never delete recordings: they belong to the run.
  recordDeleteAfter: 0s

paths:
  "~^live/[a-zA-Z0-9_-]{1,128}/in$":
    runOnAvailable: ${hookCommand(hook, 'ready')}
    runOnUnavailable: ${hookCommand(hook, 'not-ready')}
    runOnRecordSegmentCreate: ${hookCommand(hook, 'segment-create')}
    runOnRecordSegmentComplete: ${hookCommand(hook, 'segment-complete')}
  "~^live/[a-zA-Z0-9_-]{1,128}/out$":
`;
}
