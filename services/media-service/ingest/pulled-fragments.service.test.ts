import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { shiftFragment } from '../mp4/media-fragment.ts';
import { openSource } from './open-source.ts';
import { pulledFragments } from './pulled-fragments.ts';
import type { FirstFrame } from './source-feed.ts';

const never = new AbortController().signal;

let mp4: Buffer;

beforeAll(async () => {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=30:duration=2'];
  const sound = ['-f', 'lavfi', '-i', 'sine=sample_rate=48000:duration=2'];
  const coded = ['-c:v', 'libx264', '-bf', '0', '-g', '15', '-c:a', 'aac', '-video_track_timescale', '90000'];
  const flags = ['-movflags', 'empty_moov+delay_moov+default_base_moof', '-use_editlist', '0'];
  const args = [...picture, ...sound, ...coded, ...flags, '-frag_duration', '100000', '-f', 'mp4', 'pipe:1'];
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

/** The fragments whose clock is moved by some seconds from one of them on, as far as they are given. */
async function given(fromFragment: number, byS: number) {
  const source = await open();
  const pictures: FirstFrame[] = [];
  const { fragments } = source;
  const jumping = (async function* () {
    let n = 0;
    for await (const part of fragments) {
      if (n++ >= fromFragment) shiftFragment(part.bytes, source.tracks, byS);
      yield part;
    }
  })();
  let count = 0;
  for await (const _ of pulledFragments({ ...source, fragments: jumping }, (told) => pictures.push(told)))
    count++;
  return { count, pictures };
}

test('all of it is given while its clock goes on, and the first picture is told once', async () => {
  const { count, pictures } = await given(0, 0);
  expect(count).toBeGreaterThan(15);
  expect(pictures).toEqual([{ keyframeS: expect.closeTo(0, 1), startS: expect.closeTo(0, 1) }]);
});

test.each([
  [4, true],
  [6, false],
])('a clock that goes forward by %i s: what comes after is given: %s', async (byS, isGiven) => {
  const { count } = await given(0, 0);
  expect((await given(7, byS)).count).toBe(isGiven ? count : 7);
});
