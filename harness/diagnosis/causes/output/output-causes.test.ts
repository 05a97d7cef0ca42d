import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import type { FrameContent } from '../../../run-data/frame-content.ts';
import { codesIn, findingIn, RecordBuilder } from '../../testing/run-record.ts';
import { OUTPUT_CAUSES } from './index.ts';

const FRAMES = 300;
const URL = 'rtmp://127.0.0.1:1935/live/s1/out';
const OUT = 'live/s1/out';

/** A segment of the output at its place. */
interface FakeSegment {
  readonly audio?: string;
  readonly offsetMs?: number | null;
  readonly otherSegment?: number | null;
  readonly speed?: number;
  readonly fidelity?: Json;
  readonly expectedGainDb?: number;
  readonly channels?: Json;
}

interface FakeOutput {
  readonly frames?: Readonly<Record<string, number>>;
  readonly content?: Partial<FrameContent>;
  readonly segments?: readonly FakeSegment[];
  /** Frames in the recording of the input. */
  readonly received?: number;
  readonly tracks?: Json;
  readonly publications?: readonly string[];
}

const CONTENT: FrameContent = {
  ...{ compared: 298, same: 298, still: 0, displaced: 0, other: 0, longestStill: null, displacement: null },
  ...{ frameRate: 30, referenceFrameRate: 30, missingByTime: 0, firstMissingAtS: null },
};
const WHOLE = [
  { kind: 'video', codec: 'h264', width: 640, height: 360, packets: 298, startS: 0, durationS: 9.9 },
  { kind: 'audio', codec: 'aac', packets: 480, startS: 0, durationS: 10.3 },
];

/** A run up to a dubbed stream that is on air. */
function dubbed(): RecordBuilder {
  const builder = new RecordBuilder().setup();
  builder.log('mediamtx', "[RTMP] [conn 127.0.0.1:1] is publishing to path 'live/s1/in'");
  builder.evidence('fragments', { list: [fragment(0), fragment(1)], malformed: [], missed: [] });
  return builder.step(3, 'fragments-processed');
}

function fragment(sequenceNumber: number): Json {
  const original = { path: 'a.m4a', format: 'm4a', durationMs: 2000 };
  const times = { startS: sequenceNumber * 2, durationS: 2, sentAtMs: 1, processedAtMs: 2 };
  return { fragmentId: `f${sequenceNumber}`, sequenceNumber, status: 'success', original, ...times };
}

function onAir(builder: RecordBuilder, url = URL): RecordBuilder {
  return builder.log('media-service', 'output is on air', { streamId: 's1', url, publications: 1 });
}

/** A run whose output was captured and measured. */
function measured(output: FakeOutput = {}): RecordBuilder {
  const { frames = {}, content, segments = [{}, {}, {}, {}, {}], received = 299, tracks = WHOLE } = output;
  const builder = onAir(dubbed());
  for (const path of output.publications ?? [OUT])
    builder.log('mediamtx', `[RTMP] [conn 127.0.0.1:2] is publishing to path '${path}'`);
  builder.log('media-service', 'ffmpeg exited', { streamId: 's1', ffmpeg: 'output', exitCode: 0 });
  builder.evidence('captured-output', {
    ...{ path: 'capture.mp4', by: 'recording', sizeBytes: 1, onAirAtMs: 1, endedAtMs: 2, offAirMs: 0 },
    ...{ receivedFrames: received, tracks },
  });
  const counted = { reference: FRAMES, identical: 298, missingHead: 0, missingInside: 0, missingTail: 2 };
  const offsets = segments.flatMap(({ offsetMs = 0 }) => offsetMs ?? []);
  return builder.step(5, 'output-stream', {
    status: 'failed',
    output: {
      ...{ videoCodec: 'h264', audioCodec: 'aac', durationS: 10.3, segmentsMissed: 0, seams: [] },
      longestGaps: { video: null, audio: null },
      frames: { ...counted, changed: 0, repeated: 0, inserted: 0, firstDifferences: [], ...frames },
      ...(content && { content: { ...CONTENT, ...content } }),
      segments: segments.map(({ audio = 'dubbed', offsetMs = 0, ...segment }, sequence) => ({
        ...{ sequence, audio, offsetMs, fidelity: null, ...segment },
      })),
      avSync: { n: offsets.length, medianMs: null, minMs: null, maxMs: null },
    },
  });
}

const changed = { identical: 0, changed: 298, missingTail: 2 };
const late = (...offsets: readonly number[]): FakeOutput => ({
  segments: offsets.map((offsetMs) => ({ offsetMs })),
});
const gained = (gainDb: number | null): Json => ({ gainDb, mismatchMs: 0, mismatchAtMs: null });
const level = (gainDb: number, expectedGainDb = 0): FakeOutput => ({
  segments: [0, 1].map(() => ({ fidelity: gained(gainDb), expectedGainDb })),
});
const RIGHT = { channel: 'right', audio: 'dubbed', expected: 'dubbed', isInverted: false, shiftMs: 0 };
const channels = (right: Readonly<Record<string, Json>>, leftDb = -4): FakeOutput => {
  const good = { ...RIGHT, fidelity: gained(leftDb), bleedThrough: 0 };
  return {
    segments: [0, 1].map(() => ({
      expectedGainDb: -4,
      channels: [
        { ...good, channel: 'left' },
        { ...good, ...right },
      ],
    })),
  };
};
const aired = (...played: readonly (number | null)[]): FakeOutput => ({
  segments: played.map((other, sequence) =>
    other === sequence
      ? {}
      : { audio: 'other', otherSegment: other, offsetMs: other === null ? null : (sequence - other) * 2000 },
  ),
});

test.each<[string, FakeOutput, readonly string[]]>([
  ['a good output', {}, []],
  [
    'one frame for 2 s',
    { frames: changed, content: { same: 238, still: 60, longestStill: { atS: 4, durationS: 2 } } },
    ['OUTPUT_FROZEN'],
  ],
  [
    'one frame for 0.1 s',
    { frames: changed, content: { same: 295, still: 3, longestStill: { atS: 4, durationS: 0.1 } } },
    ['OUTPUT_REENCODED'],
  ],
  [
    'video that ends before the audio',
    {
      frames: { missingTail: 150, identical: 150 },
      tracks: [{ ...WHOLE[0], durationS: 5 }, { ...WHOLE[1] }],
    },
    ['OUTPUT_FROZEN'],
  ],
  [
    'an output that ends early',
    {
      frames: { missingTail: 121, identical: 179 },
      tracks: [
        { ...WHOLE[0], durationS: 6 },
        { ...WHOLE[1], durationS: 6 },
      ],
    },
    ['OUTPUT_TRUNCATED'],
  ],
  [
    'audio that ends before the video',
    { tracks: [{ ...WHOLE[0] }, { ...WHOLE[1], durationS: 6 }] },
    ['OUTPUT_TRUNCATED'],
  ],
  [
    'frames that are missing',
    { frames: { missingInside: 9, identical: 289 }, content: { missingByTime: 9, firstMissingAtS: 1 } },
    ['OUTPUT_FRAMES_DROPPED'],
  ],
  [
    'half of the frames, encoded again',
    {
      frames: { identical: 0, changed: 149, missingInside: 149 },
      content: { compared: 149, same: 149, frameRate: 15, missingByTime: 148 },
    },
    ['OUTPUT_FRAMES_DROPPED'],
  ],
  ['frames that were encoded again', { frames: changed, content: {} }, ['OUTPUT_REENCODED']],
  ['frames with unknown content', { frames: changed, content: { same: 0, other: 298 } }, []],
  [
    'content that is shown again',
    { frames: { inserted: 60 }, content: { same: 238, displaced: 60, displacement: { atS: 4, shiftS: -4 } } },
    ['OUTPUT_RESTARTS'],
  ],
  ['audio 300 ms late', late(300, 299, 301, 300, 300), ['OUTPUT_AUDIO_LATE']],
  ['audio 60 ms late', late(60, 61, 60), ['OUTPUT_AUDIO_LATE']],
  ['audio that is late from the third segment on', late(0, 0, 400, 400, 400), ['OUTPUT_AUDIO_LATE']],
  ['audio 200 ms early', late(-200, -200), ['OUTPUT_AUDIO_EARLY']],
  ['audio that is one segment late', late(2000, 2000, 2000), ['OUTPUT_AUDIO_LATE']],
  ['audio that drifts by 20 ms a segment', late(0, 20, 40, 60, 80), ['OUTPUT_AUDIO_DRIFTS']],
  ['audio that drifts the other way', late(0, -15, -31, -44, -60), ['OUTPUT_AUDIO_DRIFTS']],
  [
    'audio at the wrong speed',
    {
      segments: [
        { audio: 'other', offsetMs: null, speed: 0.98 },
        { audio: 'other', offsetMs: null, speed: 0.98 },
      ],
    },
    ['OUTPUT_AUDIO_DRIFTS'],
  ],
  ['audio within its limit', late(20, 0, -10, 15), []],
  ['audio 9 dB too quiet', level(-9), ['OUTPUT_LEVEL_WRONG']],
  ['audio 4 dB too loud', level(4), ['OUTPUT_LEVEL_WRONG']],
  ['a dub that was not made quieter', level(0, -5), ['OUTPUT_LEVEL_WRONG']],
  ['a dub at the level of its original', level(-5.5, -5), []],
  ['a dub of the STS service that is 20 dB too quiet', level(12, 20), []],
  ['two good channels', channels({}), []],
  ['a silent channel', channels({ audio: 'silence', fidelity: null }), ['OUTPUT_CHANNEL_WRONG']],
  ['the original in one channel', channels({ audio: 'original' }), ['OUTPUT_CHANNEL_WRONG']],
  ['an inverted channel', channels({ isInverted: true }), ['OUTPUT_CHANNEL_WRONG']],
  ['a channel that is late', channels({ shiftMs: 40 }), ['OUTPUT_CHANNEL_WRONG']],
  ['a channel 12 dB down', channels({ fidelity: gained(-16) }), ['OUTPUT_CHANNEL_WRONG']],
  ['two channels 12 dB down', channels({ fidelity: gained(-16) }, -16), ['OUTPUT_LEVEL_WRONG']],
  [
    'a silent channel of a one-sided source',
    channels({ audio: 'silence', expected: 'silence', fidelity: null }),
    [],
  ],
  ['two segments in each other’s place', aired(0, 2, 1, 3, 4), ['OUTPUT_SEGMENTS_SWAPPED']],
  ['three segments in another order', aired(0, 2, 3, 1, 4), ['OUTPUT_SEGMENTS_SWAPPED']],
  ['one segment in the place of the next', aired(0, 1, 1, 3, 4), ['OUTPUT_SEGMENT_REPEATED']],
  ['one segment twice, and the rest later', aired(0, 1, 1, 2, 3), ['OUTPUT_SEGMENT_REPEATED']],
  ['a segment with other audio', { segments: [{}, { audio: 'other', offsetMs: null }, {}] }, []],
  [
    'late audio with missing frames',
    { ...late(300, 300), frames: { missingInside: 9 } },
    ['OUTPUT_FRAMES_DROPPED'],
  ],
  ['frames that the recording of the input lacks', { frames: { missingInside: 30 }, received: 269 }, []],
  ['an output without audio', { tracks: [WHOLE[0] ?? null] }, ['OUTPUT_WITHOUT_AUDIO']],
  ['an output without video', { tracks: [WHOLE[1] ?? null] }, ['OUTPUT_WITHOUT_VIDEO']],
  ['H.265', { tracks: [{ ...WHOLE[0], codec: 'hevc' }, { ...WHOLE[1] }] }, ['OUTPUT_WRONG_CODEC']],
  ['Opus', { tracks: [{ ...WHOLE[0] }, { ...WHOLE[1], codec: 'opus' }] }, ['OUTPUT_WRONG_CODEC']],
  [
    'frames without a size',
    { tracks: [{ ...WHOLE[0], width: 0, height: 0 }, { ...WHOLE[1] }] },
    ['OUTPUT_FRAME_SIZE_UNKNOWN'],
  ],
  ['two publications', { publications: [OUT, OUT], frames: { missingTail: 100 } }, ['OUTPUT_RESTARTS']],
])('%s', (_, output, codes) => {
  expect(codesIn(OUTPUT_CAUSES, measured(output))).toEqual(codes);
});

test.each([
  ['H264, MPEG-4 Audio', []],
  ['H264', ['OUTPUT_WITHOUT_AUDIO']],
  ['H264, MPEG-1/2 Audio', ['OUTPUT_WRONG_CODEC']],
  ['H265, MPEG-4 Audio', ['OUTPUT_WRONG_CODEC']],
  ['H264, a codec of the future', ['OUTPUT_WRONG_CODEC']],
])('without a capture, the tracks are those that MediaMTX lists: %s', (tracks, codes) => {
  const builder = onAir(dubbed());
  builder.log('mediamtx', `[path ${OUT}] stream is available and online, 2 tracks (${tracks})`);
  builder.log('mediamtx', `[RTMP] [conn 127.0.0.1:2] is publishing to path '${OUT}'`);
  expect(codesIn(OUTPUT_CAUSES, builder.step(5, 'output-stream', { status: 'failed' }))).toEqual(codes);
});

const offline = (message: string): Json => ({ streamId: 's1', err: { type: 'OutputLostError', message } });
const failed = (builder: RecordBuilder): readonly string[] =>
  codesIn(OUTPUT_CAUSES, builder.step(5, 'output-stream', { status: 'failed' }));

test('an output that never reaches MediaMTX', () => {
  expect(failed(onAir(dubbed()))).toEqual(['OUTPUT_NEVER_PUBLISHED']);
  expect(
    failed(dubbed().log('media-service', 'output is offline', offline('has not accepted'), 'warn')),
  ).toEqual(['OUTPUT_NEVER_PUBLISHED']);
  // Nothing was dubbed, so there was nothing to publish.
  expect(failed(new RecordBuilder().setup().log('mediamtx', 'started'))).toEqual([]);
  // It is a consequence.
  for (const name of ['media-service', 'mediamtx']) {
    const ended = onAir(dubbed()).observe('processes', 'ended', { name, pid: 1, signal: 'SIGKILL' });
    expect(failed(ended)).toEqual([]);
  }
  const exited = { streamId: 's1', ffmpeg: 'output', signal: 'SIGKILL' };
  expect(failed(dubbed().log('media-service', 'ffmpeg exited', exited))).toEqual([]);
});

test('an output under another name', () => {
  const stray = (path: string) => `[RTMP] [conn 127.0.0.1:3] is publishing to path '${path}'`;
  expect(failed(onAir(dubbed()).log('mediamtx', stray('live/other/out')))).toEqual(['OUTPUT_WRONG_PATH']);
  expect(failed(onAir(dubbed(), 'rtmp://127.0.0.1/live/s1/dub'))).toEqual(['OUTPUT_WRONG_PATH']);
  // A stream of somebody else: it began long before, long after, or goes on after the output has ended.
  const before = dubbed().log('mediamtx', stray('live/other/in')).at(30_000);
  expect(failed(onAir(before))).toEqual(['OUTPUT_NEVER_PUBLISHED']);
  const after = onAir(dubbed()).at(30_000).log('mediamtx', stray('live/other/in'));
  expect(failed(after)).toEqual(['OUTPUT_NEVER_PUBLISHED']);
  const longer = onAir(dubbed()).log('mediamtx', stray('live/other/in'));
  longer.log('media-service', 'ffmpeg exited', { streamId: 's1', ffmpeg: 'output', exitCode: 0 });
  expect(failed(longer)).toEqual(['OUTPUT_NEVER_PUBLISHED']);
});

test.each([
  ['failed to authenticate: authentication failed', 'OUTPUT_REFUSED'],
  ["someone is already publishing to path 'live/s1/out'", 'OUTPUT_REFUSED'],
  ["path 'live/s1/dub' is not configured", 'OUTPUT_WRONG_PATH'],
  ['EOF', 'OUTPUT_NEVER_PUBLISHED'],
])('MediaMTX closes the connection: %s', (reason, code) => {
  const builder = dubbed();
  builder.log('mediamtx', `[RTMP] [conn 127.0.0.1:4] closed: ${reason}`);
  builder.log('media-service', 'output is offline', offline('lost the output: exit code 1'), 'warn');
  expect(failed(builder)).toEqual([code]);
});

test('nothing listens at the address of the output', () => {
  const reason = 'lost the output: ffmpeg exited with code 1; stderr: Connection refused';
  const line = `output is offline: OutputLostError: ${reason}`;
  expect(failed(dubbed().log('media-service', line, offline(reason), 'warn'))).toEqual(['OUTPUT_REFUSED']);
});

const COMMAND = ['-itsoffset', '0.000000', '-i', 'pipe:3', '-map', '0:v:0', '-c:v', 'copy', '-f', 'tee', 'x'];

/** What is known of the output ffmpeg after the failure. */
function withCommand(builder: RecordBuilder, own = '/usr/bin/ffmpeg'): RecordBuilder {
  builder.log('media-service', 'ffmpeg started', { streamId: 's1', ffmpeg: 'output', args: COMMAND });
  const others = { harness: { ffmpeg: { path: '/usr/bin/ffmpeg' } } };
  return builder.observe('probe', 'tools', { of: 'media-service', ffmpeg: { path: own }, others });
}

test('states the options with which the output ffmpeg was started, and another program', () => {
  const late = () => measured({ segments: [300, 300, 300].map((offsetMs) => ({ offsetMs })) });
  const own = findingIn(OUTPUT_CAUSES, withCommand(late()), 'OUTPUT_AUDIO_LATE');
  expect(own?.fix).toContain('which was started with no -af, -itsoffset 0.000000');
  expect(own?.fix).not.toContain('First check');
  const other = findingIn(OUTPUT_CAUSES, withCommand(late(), '/opt/bin/ffmpeg'), 'OUTPUT_AUDIO_LATE');
  expect(other?.fix).toMatch(/^First check that \/opt\/bin\/ffmpeg passes on its options/);
  const unknown = findingIn(OUTPUT_CAUSES, late(), 'OUTPUT_AUDIO_LATE');
  expect(unknown?.fix).not.toContain('started with');
  expect(unknown?.fix).toContain('services/media-service/output/output-ffmpeg.ts');
});
