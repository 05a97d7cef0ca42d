import { execa } from 'execa';
import { expect, test } from 'vitest';
import { splitRecording } from '../mp4/split-recording.ts';
import { AacChannels } from './aac-channels.ts';

const MOVFLAGS = 'frag_keyframe+empty_moov+default_base_moof';

async function partsOf(movflags: string, ...audio: readonly string[]): Promise<readonly Buffer[]> {
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=64x48:duration=2',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=2',
  ];
  const video = ['-c:v', 'libx264', '-bf', '0', '-g', '10'];
  const args = [...inputs, ...video, ...audio, '-f', 'mp4', '-movflags', movflags, 'pipe:1'];
  const { stdout } = await execa('ffmpeg', ['-v', 'error', ...args], { encoding: 'buffer' });
  const parts: Buffer[] = [];
  const chunk = (async function* () {
    yield Buffer.from(stdout);
  })();
  for await (const { bytes } of splitRecording(chunk)) parts.push(bytes);
  return parts;
}

test('reads the channels of the index and of each MP4 fragment', async () => {
  for (const channels of [1, 2]) {
    const [index = Buffer.alloc(0), ...mp4Fragments] = await partsOf(
      MOVFLAGS,
      '-c:a',
      'aac',
      '-ac',
      `${channels}`,
    );
    const aac = AacChannels.of(index);
    expect(aac?.configured).toBe(channels);
    expect(mp4Fragments.length).toBeGreaterThan(2);
    expect(mp4Fragments.map((bytes) => aac?.channelsOf(bytes))).toEqual(mp4Fragments.map(() => channels));
    const other = AacChannels.of(aac?.indexFor(3 - channels) ?? index);
    expect(other?.configured).toBe(3 - channels);
    expect(aac?.indexFor(channels).equals(index)).toBe(true);
  }
});

test.each([
  ['surround', ['-c:a', 'aac', '-ac', '6']],
  ['MP3', ['-c:a', 'libmp3lame']],
  ['no audio', ['-an']],
])('leaves %s alone', async (_, audio) => {
  const [index = Buffer.alloc(0)] = await partsOf(MOVFLAGS, ...audio);
  expect(AacChannels.of(index)).toBeUndefined();
});

test('finds no channels with offsets in the file, where a decoder cannot start', async () => {
  const [index = Buffer.alloc(0), ...mp4Fragments] = await partsOf('frag_keyframe+empty_moov', '-c:a', 'aac');
  const aac = AacChannels.of(index);
  expect(mp4Fragments.map((bytes) => aac?.channelsOf(bytes))).toEqual(mp4Fragments.map(() => undefined));
});
