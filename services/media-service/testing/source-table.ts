/** How a source is treated: what its status and its output have to show. */
export type SourceTreatment =
  /** Every frame is copied, and the audio is dubbed. `because` is a part of the reason, if a further track is missing. */
  | { readonly kind: 'dubbed'; readonly because?: string }
  /** Every frame is copied, and the output has silence. `because` is a part of the reason, if a track is missing. */
  | { readonly kind: 'silent'; readonly because?: string }
  /** Nothing is aired. `because` is a part of the reason. */
  | { readonly kind: 'refused'; readonly because: string };

/** A source that a publisher can send to MediaMTX. */
export interface SourceRow {
  /** Unique; also the stream id. */
  readonly name: string;
  readonly protocol: 'rtmp' | 'rtsp';
  /** ffmpeg's encoder of the video and its options; none for a source without video. */
  readonly video?: readonly string[] | undefined;
  /** ffmpeg's encoder of the audio, its rate and channels; none for a source without audio. */
  readonly audio?: readonly string[] | undefined;
  readonly size?: string;
  readonly fps?: string;
  /** A video filter. */
  readonly filter?: string;
  /** Options of the publisher's inputs, before the video and before the audio. */
  readonly late?: { readonly video?: string; readonly audio?: string };
  /** Options of the publisher's output. */
  readonly output?: readonly string[];
  /** Seconds of video and of audio, when they differ from those of other rows. */
  readonly videoS?: number;
  readonly audioS?: number;
  /** The number of audio tracks, all encoded alike. */
  readonly audioTracks?: number;
  readonly expected: SourceTreatment;
}

const DUBBED = { kind: 'dubbed' } as const;
const H264 = ['libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-bf', '0', '-g', '15'];
const AAC = ['aac', '-ac', '1', '-ar', '44100'];

/** Options that follow override those before them. */
const h264 = (...options: readonly string[]): readonly string[] => [...H264, ...options];
const aac = (rateHz: number, channels: number): readonly string[] => [
  ...['aac', '-ar', String(rateHz), '-ac', String(channels)],
];

type Fields = Omit<SourceRow, 'name' | 'protocol' | 'expected'>;

const row =
  (protocol: SourceRow['protocol']) =>
  (name: string, fields: Fields, expected: SourceTreatment = DUBBED): SourceRow => ({
    ...{ name: `${protocol}-${name}`, protocol, video: H264, audio: AAC, ...fields },
    expected,
  });
const rtmp = row('rtmp');
const rtsp = row('rtsp');

const onlyH264 = (codec: string): SourceTreatment => ({
  kind: 'refused',
  because: `only H.264 video (found: video ${codec}`,
});
const DOUBLED: SourceTreatment = { kind: 'refused', because: 'MP3 and MP2 audio with doubled timestamps' };
const notRecorded = (track: string): SourceTreatment => ({
  kind: 'silent',
  because: `${track} is published and not recorded by MediaMTX; the output has silence instead`,
});

const RATES_HZ = [
  8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000,
];
const FPS = ['5', '10', '25/2', '15', '24000/1001', '24', '25', '30000/1001', '30', '50', '60000/1001', '60'];
const SIZES = ['64x48', '162x90', '320x240', '640x360', '1280x720', '90x160'];

/** Sources by protocol, codec, channels, sample rate, frame rate, size and structure. */
export const SOURCES: readonly SourceRow[] = [
  ...RATES_HZ.map((rateHz) => rtmp(`aac-${rateHz}`, { audio: aac(rateHz, 2) })),
  ...[1, 4, 5, 6, 8].map((channels) => rtmp(`aac-${channels}ch`, { audio: aac(48_000, channels) })),
  rtmp('aac-3ch', { audio: aac(48_000, 3) }, { kind: 'refused', because: 'MediaMTX wrote nothing to it' }),
  ...FPS.map((fps) => rtmp(`${fps.replace('/', '-')}fps`, { fps })),
  ...SIZES.map((size) => rtmp(`size-${size}`, { size })),

  rtmp('mp3-44100-stereo', { audio: ['libmp3lame', '-ar', '44100', '-ac', '2'] }, DOUBLED),
  rtmp('mp3-22050-mono', { audio: ['libmp3lame', '-ar', '22050', '-ac', '1'] }, DOUBLED),
  rtmp('mp3-11025-mono', { audio: ['libmp3lame', '-ar', '11025', '-ac', '1'] }, DOUBLED),
  rtmp('alaw', { audio: ['pcm_alaw', '-ar', '8000', '-ac', '1'] }),
  rtmp('mulaw', { audio: ['pcm_mulaw', '-ar', '8000', '-ac', '1'] }),

  rtmp('baseline', { video: h264('-profile:v', 'baseline') }),
  rtmp('b-frames', { video: h264('-preset', 'fast', '-bf', '3', '-g', '30') }),
  rtmp('open-gop', { video: h264('-preset', 'fast', '-bf', '2', '-g', '15', '-x264-params', 'open-gop=1') }),
  rtmp('all-key-frames', { video: h264('-g', '1') }),
  rtmp('one-key-frame', { video: h264('-g', '1000') }),
  rtmp('intra-refresh', { video: h264('-x264-params', 'intra-refresh=1') }),
  rtmp('slices', { video: h264('-slices', '4') }),
  rtmp('interlaced', { video: h264('-preset', 'fast', '-flags', '+ilme+ildct'), size: '160x96' }),
  rtmp('high-422-10-bit', { video: h264('-pix_fmt', 'yuv422p10le') }),
  rtmp('high-444', { video: h264('-pix_fmt', 'yuv444p') }),
  rtmp('variable-rate', { filter: "select='not(mod(n,7))+not(mod(n,3))'" }),

  rtmp('no-audio', { audio: undefined }, { kind: 'silent' }),
  rtmp('no-video', { video: undefined }, { kind: 'refused', because: 'it has no video (found: audio aac)' }),
  rtmp('audio-300-ms-later', { late: { audio: '0.3' } }),
  rtmp('audio-1-5-s-later', { late: { audio: '1.5' } }),
  rtmp('video-300-ms-later', { late: { video: '0.3' } }),
  rtmp('video-1-s-later', { late: { video: '1' } }),
  rtmp('late-clock', { output: ['-output_ts_offset', '50000'] }),
  rtmp('audio-ends-early', { audioS: 2.5 }),
  rtmp('video-ends-early', { videoS: 3, output: ['-max_interleave_delta', '1000'] }),
  rtmp('repeated-parameter-sets', { output: ['-bsf:v', 'dump_extra'] }),

  rtsp('aac-mono', {}),
  rtsp('aac-stereo-48000', { audio: aac(48_000, 2) }),
  rtsp('aac-6ch', { audio: aac(48_000, 6) }),
  rtsp('aac-latm', { output: ['-rtpflags', 'latm'] }),
  rtsp('opus-mono', { audio: ['libopus', '-ar', '48000', '-ac', '1'] }),
  rtsp('opus-stereo', { audio: ['libopus', '-ar', '48000', '-ac', '2'] }),
  rtsp('mp3', { audio: ['libmp3lame', '-ar', '44100', '-ac', '2'] }, DOUBLED),
  rtsp('mp3-48000-mono', { audio: ['libmp3lame', '-ar', '48000', '-ac', '1'] }, DOUBLED),
  rtsp('mp2', { audio: ['mp2', '-ar', '48000', '-ac', '2'] }, DOUBLED),
  rtsp('alaw', { audio: ['pcm_alaw', '-ar', '8000', '-ac', '1'] }),
  rtsp('mulaw', { audio: ['pcm_mulaw', '-ar', '8000', '-ac', '1'] }),
  rtsp('pcm-16-bit', { audio: ['pcm_s16be', '-ar', '44100', '-ac', '2'] }),
  rtsp('pcm-24-bit', { audio: ['pcm_s24be', '-ar', '48000', '-ac', '2'] }),
  rtsp('b-frames', { video: h264('-preset', 'fast', '-bf', '2', '-g', '30') }),
  rtsp('no-audio', { audio: undefined }, { kind: 'silent' }),
  rtsp('no-video', { video: undefined }, { kind: 'refused', because: 'it has no video (found: audio aac)' }),

  rtsp(
    'two-audio-tracks',
    { audioTracks: 2 },
    { ...DUBBED, because: 'more than one audio track; the output has the first one' },
  ),

  rtsp('g722', { audio: ['g722', '-ar', '16000', '-ac', '1'] }, notRecorded('audio G722')),
  rtsp(
    'g726',
    { audio: ['pcm_s16be', '-ar', '8000', '-ac', '1'], output: ['-c:a', 'g726', '-b:a', '32k'] },
    notRecorded('audio G726'),
  ),
  rtsp('speex', { audio: ['libspeex', '-ar', '16000', '-ac', '1'] }, notRecorded('audio Speex')),
  rtsp('vorbis', { audio: ['libvorbis', '-ar', '48000', '-ac', '2'] }, notRecorded('audio Vorbis')),
  rtsp(
    'h265',
    { video: ['libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'] },
    onlyH264('hevc'),
  ),
  rtsp(
    'vp9',
    { video: ['libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'], output: ['-strict', '-2'] },
    onlyH264('vp9'),
  ),
  rtsp('mjpeg', { video: ['mjpeg', '-pix_fmt', 'yuvj420p', '-huffman', 'default'] }, onlyH264('mjpeg')),
  rtsp('mpeg4', { video: ['mpeg4'] }, onlyH264('mpeg4')),
  rtsp('mpeg1', { video: ['mpeg1video'] }, onlyH264('mpeg1video')),
  rtsp('mpeg2', { video: ['mpeg2video'] }, onlyH264('mpeg')),
  rtsp(
    'vp8',
    { video: ['libvpx', '-deadline', 'realtime', '-cpu-used', '8'] },
    {
      ...{ kind: 'refused', because: 'video VP8 is published and MediaMTX does not record it' },
    },
  ),
  rtsp(
    'vp8-and-g722',
    {
      ...{
        video: ['libvpx', '-deadline', 'realtime', '-cpu-used', '8'],
        audio: ['g722', '-ar', '16000', '-ac', '1'],
      },
    },
    { kind: 'refused', because: 'video VP8 and audio G722 is published and MediaMTX does not record it' },
  ),
];

/** The rows that are tested with every change; they differ in protocol, treatment and both codecs. */
export const SAMPLE = [
  'rtmp-aac-6ch',
  'rtmp-mp3-44100-stereo',
  'rtmp-b-frames',
  'rtsp-opus-stereo',
  'rtsp-g722',
  'rtsp-vp8',
] as const;

/** The encoder of a row for each codec of the table of codecs, or why there is none. */
export const ENCODERS: Readonly<Record<string, string | { readonly none: string }>> = {
  'H.264': 'libx264',
  'H.265': 'libx265',
  AV1: { none: 'ffmpeg publishes AV1 from 7.1 on' },
  VP9: 'libvpx-vp9',
  VP8: 'libvpx',
  'Motion JPEG': 'mjpeg',
  'MPEG-4': 'mpeg4',
  'MPEG-1/2': 'mpeg2video',
  AAC: 'aac',
  Opus: 'libopus',
  MP3: 'libmp3lame',
  'AC-3': { none: 'ffmpeg 5.1 publishes AC-3 neither over RTMP nor over RTSP' },
  'G.711': 'pcm_alaw',
  PCM: 'pcm_s16be',
  'G.722': 'g722',
  'G.726': 'g726',
  FLAC: { none: 'ffmpeg publishes FLAC neither over RTMP nor over RTSP' },
  Speex: 'libspeex',
  Vorbis: 'libvorbis',
};
