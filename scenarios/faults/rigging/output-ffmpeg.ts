import { dirname } from 'node:path';
import type { Alterations } from '../../../harness/environments/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { findProgram } from './find-program.ts';
import { prependPath } from './service-specs.ts';
import { writeScript } from './write-file.ts';

/** Publishes over RTSP, which carries codecs that RTMP does not. Its address is in the configuration of MediaMTX. */
export const OVER_RTSP = {
  before: `rtsp="$(sed -n 's/^rtspAddress: "\\(.*\\)"/\\1/p' "$RECORDINGS_DIR/../mediamtx.yml")"`,
  rename: 's#^rtmp://[^/]*##',
  to: '"rtsp://$rtsp$url"',
  format: 'rtsp',
} as const;

/** How the published stream differs from the one that the worker makes. What is absent stays as it is. */
export interface PublishedChange {
  /** ffmpeg arguments of the video track; empty for none. */
  readonly video?: readonly string[];
  /** ffmpeg arguments of the audio track; empty for none. */
  readonly audio?: readonly string[];
  /** ffmpeg arguments of the output as a whole. */
  readonly whole?: readonly string[];
  /** A sed command that changes the address. */
  readonly rename?: string;
  /** A Bash word to which it is written; `"$url"` by default. */
  readonly to?: string;
  readonly format?: string;
  /** Bash lines that run before ffmpeg starts. */
  readonly before?: string;
}

/** The worker publishes something else than what it reports. */
export async function changePublished(stage: FaultStage, change: PublishedChange): Promise<Alterations> {
  const script = outputFfmpeg(await findProgram('ffmpeg'), change);
  const file = await writeScript(stage, 'bin/ffmpeg', script);
  return { specs: prependPath('media-service', dirname(file)) };
}

export const COPIED_VIDEO = ['-c:v', 'copy', '-tag:v', '7'];
/** Keeps the times of frames that are encoded: the frame rate of the worker's input is not known. */
export const KEPT_TIMES = ['-fps_mode:v', 'passthrough', '-enc_time_base:v', '1/90000'];
/** Encodes video in real time on any machine. */
export const FAST_H264 = [
  ...KEPT_TIMES,
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency'],
];
export const ENCODED_AUDIO = ['-c:a', 'aac', '-b:a', '128k'];
const INTERLEAVED = ['-max_interleave_delta', '50000'];

/**
 * A Bash script that is put first on the PATH of media-service as `ffmpeg`. It becomes the real ffmpeg. For the process that
 * publishes the output, it separates the two outputs of the worker's tee: the list of packets, which the worker reads
 * back, stays as it is, and what is published is changed.
 *
 * @param real path of the real ffmpeg
 */
function outputFfmpeg(real: string, change: PublishedChange): string {
  const { video = COPIED_VIDEO, audio = ENCODED_AUDIO, whole = [], rename, before = '' } = change;
  const { to = '"$url"', format = 'flv' } = change;
  const tracks = [
    ...(video.length === 0 ? [] : ['-map', '0:v:0', ...video]),
    ...(audio.length === 0 ? [] : ['-map', '0:a:0', ...audio]),
  ];
  const listed = ['-map', '0:v:0', ...COPIED_VIDEO, '-map', '0:a:0', ...ENCODED_AUDIO, ...INTERLEAVED];
  const published = [...tracks, ...INTERLEAVED, ...whole, '-flush_packets', '1'];
  const flv = format === 'flv' ? ['-flvflags', 'no_duration_filesize'] : [];
  const address = rename === undefined ? '' : `url="$(sed ${quoted(rename)} <<< "$url")"`;
  return `#!/bin/bash
real=${quoted(real)}
tee="\${!#}"
[[ "$tee" == *'|[f=framecrc'* ]] || exec "$real" "$@"
first="\${tee%%|*}"
url="\${first#*]}"
offset="\${first#*output_ts_offset=}"
offset="\${offset%%]*}"
inputs=()
for argument in "$@"; do [[ "$argument" == -map ]] && break; inputs+=("$argument"); done
${address}
${before}
exec "$real" "\${inputs[@]}" -copytb 1 \\
  ${words(listed)} -f framecrc pipe:1 \\
  ${words([...published, ...flv])} -output_ts_offset "$offset" -f ${format} ${to}
`;
}

function words(args: readonly string[]): string {
  return args.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w:=./,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
