/**
 * What becomes of a track:
 * - `copied`: the output has its packets.
 * - `dubbed`: it is decoded, cut into segments and dubbed.
 * - `refused`: the output cannot carry it, so the source is refused.
 * - `not-recorded`: MediaMTX leaves it out of its recordings.
 */
export type CodecTreatment = 'copied' | 'dubbed' | 'refused' | 'not-recorded';

export interface CodecRule {
  readonly kind: 'video' | 'audio';
  /** For messages. */
  readonly name: string;
  /** ffmpeg's names of the codec in a recording. */
  readonly ffmpeg: readonly string[];
  /** MediaMTX's names of the codec in its API. */
  readonly mediamtx: readonly string[];
  readonly treatment: CodecTreatment;
  /** Why its recordings cannot be used although it is `dubbed` when the source is read over RTMP. */
  readonly recordingFault?: string;
}

const video = (
  name: string,
  ffmpeg: readonly string[],
  mediamtx: string,
  treatment: CodecTreatment,
): CodecRule => ({ kind: 'video', name, ffmpeg, mediamtx: [mediamtx], treatment });

const audio = (
  name: string,
  ffmpeg: readonly string[],
  mediamtx: readonly string[],
  treatment: CodecTreatment = 'dubbed',
): CodecRule => ({ kind: 'audio', name, ffmpeg, mediamtx, treatment });

/** Every codec that MediaMTX 1.20 can receive. A codec that is not listed is refused. */
export const CODECS: readonly CodecRule[] = [
  video('H.264', ['h264'], 'H264', 'copied'),
  // ffmpeg 5.1 writes no other current video codec to FLV; enhanced RTMP came with 6.1.
  video('H.265', ['hevc'], 'H265', 'refused'),
  video('AV1', ['av1'], 'AV1', 'refused'),
  video('VP9', ['vp9'], 'VP9', 'refused'),
  video('VP8', ['vp8'], 'VP8', 'not-recorded'),
  video('Motion JPEG', ['mjpeg'], 'M-JPEG', 'refused'),
  video('MPEG-4', ['mpeg4'], 'MPEG-4 Video', 'refused'),
  video('MPEG-1/2', ['mpeg1video', 'mpeg2video'], 'MPEG-1/2 Video', 'refused'),
  audio('AAC', ['aac', 'aac_latm'], ['MPEG-4 Audio', 'MPEG-4 Audio LATM']),
  audio('Opus', ['opus'], ['Opus']),
  {
    ...audio('MP3', ['mp3', 'mp3float', 'mp2', 'mp1'], ['MPEG-1/2 Audio']),
    // MediaMTX 1.20.1 writes `dts: u.PTS + u.PTS` (internal/recorder/format_fmp4.go), and then detects a drift of 5 s.
    recordingFault:
      'MediaMTX records MP3 and MP2 audio with doubled timestamps and restarts the recording every few seconds',
  },
  audio('AC-3', ['ac3'], ['AC3']),
  // MediaMTX decodes G.711 and records PCM.
  audio('G.711', ['pcm_s16be'], ['G711']),
  audio('PCM', ['pcm_s16be', 'pcm_s16le', 'pcm_s24be', 'pcm_u8'], ['LPCM']),
  audio('G.722', [], ['G722'], 'not-recorded'),
  audio('G.726', [], ['G726'], 'not-recorded'),
  audio('FLAC', [], ['FLAC'], 'not-recorded'),
  audio('Speex', [], ['Speex'], 'not-recorded'),
  audio('Vorbis', [], ['Vorbis'], 'not-recorded'),
];

/** The rules that apply to a track of a recording: none for a codec that is not listed. */
export function codecsRecorded(kind: string, ffmpegName: string): readonly CodecRule[] {
  return CODECS.filter((rule) => rule.kind === kind && rule.ffmpeg.includes(ffmpegName));
}

/** The rule for a track of a path; `undefined` for a track that is not listed, such as metadata. */
export function codecPublished(mediamtxName: string): CodecRule | undefined {
  return CODECS.find(({ mediamtx }) => mediamtx.includes(mediamtxName));
}
