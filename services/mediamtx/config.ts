import { join } from 'node:path';
import { MediamtxError } from './mediamtx-error.ts';

/** The hook that the project ships, next to this file. */
export const hookScriptPath = join(import.meta.dirname, 'mtx-hook');

/** Protocols that streams are published and read over. */
export type StreamProtocol = 'rtmp' | 'rtsp';

/** TCP ports to listen on: one per stream protocol, and one for the control API. */
export type MediamtxPorts = Readonly<Record<StreamProtocol | 'api', number>>;

export interface MediamtxConfigOptions {
  readonly ports: MediamtxPorts;
  /** Absolute path under which the recordings land: `<folder>/live/<id>/in/<start>.mp4`. */
  readonly recordFolder: string;
  /**
   * The hook to call for `in` paths; {@link hookScriptPath} by default. It takes ORCHESTRATOR_URL and
   * MTX_HOOK_SECRET from the environment that MediaMTX was started with.
   */
  readonly hookScriptPath?: string;
  /** The address to listen on: `127.0.0.1` by default, empty for every interface (in a container). */
  readonly host?: string;
  /** Who may publish, read and use the API: addresses or CIDR ranges. This machine alone by default. */
  readonly allowFrom?: readonly string[];
}

/** MediaMTX reads JSON strings as YAML. */
const quoted = (text: string): string => JSON.stringify(text);

function hookCommand(scriptPath: string, event: string): string {
  // MediaMTX splits a command as a shell does, and then expands `$` in every word, quoted or not.
  if (scriptPath.includes('$')) {
    throw new MediamtxError(
      'MEDIAMTX_CONFIG_INVALID',
      `MediaMTX cannot run a hook whose path has a "$" in it: ${scriptPath}. Move the project to another folder.`,
    );
  }
  return quoted(`'${scriptPath.replaceAll("'", `'\\''`)}' ${event}`);
}

function recordPath(folder: string): string {
  // MediaMTX fills in %path, %Y, … wherever they stand.
  if (!folder.startsWith('/') || folder.includes('%')) {
    throw new MediamtxError(
      'MEDIAMTX_CONFIG_INVALID',
      `The folder for recordings must be an absolute path without "%", found ${folder}.`,
    );
  }
  return quoted(join(folder, '%path', '%Y-%m-%d_%H-%M-%S-%f'));
}

/**
 * The configuration of the pipeline's media server, as YAML for MediaMTX 1.20.
 *
 * RTMP, RTSP over TCP and the control API; nothing else listens. Only `live/<id>/in` and `live/<id>/out` exist:
 * any other path is refused. Both are recorded from their first packet, and `in` calls the hook.
 *
 * @throws MediamtxError `MEDIAMTX_CONFIG_INVALID` for a path that MediaMTX cannot use
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
  # How far behind the live stream a follower of the recording is.
  recordPartDuration: 100ms
  # One file per stream.
  recordSegmentDuration: 24h
  # The run owns its recordings, MediaMTX deletes none.
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
