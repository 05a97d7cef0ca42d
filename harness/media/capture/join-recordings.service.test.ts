import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { measureAudioOffset } from '../audio/audio-offset.ts';
import { locateAudio } from '../audio/locate-audio.ts';
import { durationOf } from '../decode/pcm.ts';
import { audioOf, videoOf } from '../probe/ffprobe.ts';
import { longestPacketInterval } from '../probe/packet-interval.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { compareFrames } from '../video/frame-identity.ts';
import { joinRecordings } from './join-recordings.ts';
import { locateRecording } from './locate-recording.ts';
import { readRecording } from './recorded-media.ts';
import { recordingStartS } from './recording-start.ts';

const options = { signal: new AbortController().signal, withinMs: 20_000 };

/** A stream of 6 s with a keyframe a second, of which two pieces were recorded, and both pieces put together. */
async function joined(
  [fromS, toS]: readonly [number, number],
  [againS, endS]: readonly [number, number],
  soundLateS = 0,
) {
  await using folder = await createTempFolder();
  const [whole, before, after] = [folder.file('whole.mp4'), folder.file('a.mp4'), folder.file('b.mp4')];
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=6'];
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=d=6:r=48000:seed=4'];
  await ffmpeg([...source, ...noise, '-c:v', 'libx264', '-bf', '0', '-g', '25', '-c:a', 'aac', whole]);
  const record = async (startS: number, stopS: number, file: string, lateS: number): Promise<void> => {
    const piece = ['-ss', `${startS}`, '-to', `${stopS}`, '-i', whole];
    const sound = ['-af', `adelay=${1000 * lateS}`, '-c:a', 'pcm_s16be'];
    const picture = ['-c:v', 'copy', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mov'];
    // Each from an input of its own: a copied picture would be cut elsewhere than decoded sound.
    await ffmpeg([...piece, ...piece, '-map', '0:v', '-map', '1:a', ...sound, ...picture, file]);
  };
  await record(fromS, toS, before, 0);
  await record(againS, endS, after, soundLateS);
  const [reference, earlier, later] = await Promise.all(
    [whole, before, after].map((file) => readRecording(file, options)),
  );
  if (reference === undefined || earlier === undefined || later === undefined) throw new Error('three files');
  const place = locateRecording(reference.decoded.frames, earlier.decoded.frames, later.decoded.frames);
  const startS = place?.startS ?? Number.NaN;
  const { probe, decoded } = joinRecordings(earlier, later, startS);
  return {
    place,
    frames: compareFrames(reference.decoded.frames, decoded.frames),
    sound: measureAudioOffset(earlier.decoded.audio, later.decoded.audio, startS),
    lasts: [probe.format.durationS, durationOf(decoded.audio)],
    whole: locateAudio(reference.decoded.audio, decoded.audio, 0),
    stepS: [videoOf(probe), audioOf(probe)].map(
      (stream) => longestPacketInterval(stream?.packetTimesS ?? [])?.durationS,
    ),
  };
}

test('what two recordings both hold is there once, each picture and each sample in its place', async () => {
  const found = await joined([0, 3.6], [3, 6]);
  expect(found.place).toEqual({ startS: expect.closeTo(3, 3), repeatedFrames: 15, missingFrames: 0 });
  expect(found.frames).toMatchObject({
    identical: 150,
    missingInside: 0,
    inserted: 0,
    repeated: 0,
    changed: 0,
  });
  expect(found.sound).toMatchObject({ measured: true, offsetS: expect.closeTo(0, 3) });
  expect(found.lasts).toEqual([expect.closeTo(6, 1), expect.closeTo(6, 1)]);
  expect(found.whole).toMatchObject({ found: true, startS: expect.closeTo(0, 3) });
  // As closely as before.
  for (const stepS of found.stepS) expect(stepS).toBeLessThan(0.045);
});

test('sound that comes back later than it was is measured, and heard later', async () => {
  const found = await joined([0, 4], [3, 6], 0.03);
  expect(found.place?.startS).toBeCloseTo(3, 3);
  expect(found.sound).toMatchObject({ measured: true, offsetS: expect.closeTo(0.03, 3) });
});

test('what neither holds is a gap as long as it was', async () => {
  const found = await joined([0, 2], [3, 6]);
  expect(found.place).toEqual({ startS: expect.closeTo(3, 3), repeatedFrames: 0, missingFrames: 25 });
  expect(found.frames).toMatchObject({ identical: 125, missingInside: 25 });
  expect(found.sound).toMatchObject({ measured: false });
  expect(found.lasts).toEqual([expect.closeTo(6, 1), expect.closeTo(5, 1)]);
  for (const stepS of found.stepS) expect(stepS).toBeGreaterThan(1);
});

test("where a recording begins is in MediaMTX's box, and nowhere in other files", async () => {
  await using folder = await createTempFolder();
  const [mine, other] = [folder.file('mine.mp4'), folder.file('other.mp4')];
  const box = Buffer.alloc(4 + 4 + 4 + 16 + 8 + 8 + 8);
  box.write('mtxi', 4);
  box.writeBigInt64BE(6_250_000_000n, 4 + 4 + 4 + 16 + 8);
  await writeFile(mine, Buffer.concat([Buffer.alloc(700), box, Buffer.alloc(10)]));
  await writeFile(other, Buffer.alloc(700));
  expect(await recordingStartS(mine)).toBe(6.25);
  expect(await recordingStartS(other)).toBeUndefined();
});
