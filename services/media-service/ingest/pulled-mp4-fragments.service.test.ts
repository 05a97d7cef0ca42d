import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { shiftMp4Fragment } from '../mp4/mp4-fragment.ts';
import { openSource } from './open-source.ts';
import { pulledMp4Fragments } from './pulled-mp4-fragments.ts';
import type { FirstFrame } from './source-feed.ts';

const never = new AbortController().signal;

let mp4: Buffer;

beforeAll(async () => {
  const video = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=30:duration=2'];
  const audio = ['-f', 'lavfi', '-i', 'sine=sample_rate=48000:duration=2'];
  const coded = ['-c:v', 'libx264', '-bf', '0', '-g', '15', '-c:a', 'aac', '-video_track_timescale', '90000'];
  const flags = ['-movflags', 'empty_moov+delay_moov+default_base_moof', '-use_editlist', '0'];
  const args = [...video, ...audio, ...coded, ...flags, '-frag_duration', '100000', '-f', 'mp4', 'pipe:1'];
  mp4 = Buffer.from((await execa('ffmpeg', ['-v', 'error', ...args], { encoding: 'buffer' })).stdout);
});

async function open() {
  return await openSource(
    (async function* () {
      yield mp4;
    })(),
    never,
  );
}

/** The MP4 fragments that are yielded when timestamps shift by some seconds from one of them on. */
async function yielded(fromFragment: number, byS: number) {
  const source = await open();
  const firstFrames: FirstFrame[] = [];
  const { mp4Fragments } = source;
  const jumping = (async function* () {
    let n = 0;
    for await (const part of mp4Fragments) {
      if (n++ >= fromFragment) shiftMp4Fragment(part.bytes, source.tracks, byS);
      yield part;
    }
  })();
  let count = 0;
  for await (const _ of pulledMp4Fragments({ ...source, mp4Fragments: jumping }, (frame) =>
    firstFrames.push(frame),
  ))
    count++;
  return { count, firstFrames };
}

test('yields all MP4 fragments of continuous timestamps, and reports the first frame once', async () => {
  const { count, firstFrames } = await yielded(0, 0);
  expect(count).toBeGreaterThan(15);
  expect(firstFrames).toEqual([{ keyframeS: expect.closeTo(0, 1), startS: expect.closeTo(0, 1) }]);
});

test.each([
  [4, true],
  [6, false],
])('timestamps that jump forward by %i s: later MP4 fragments are yielded: %s', async (byS, isYielded) => {
  const { count } = await yielded(0, 0);
  expect((await yielded(7, byS)).count).toBe(isYielded ? count : 7);
});
