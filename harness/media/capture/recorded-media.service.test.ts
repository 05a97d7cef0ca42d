import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { measureAudioOffset } from '../audio/audio-offset.ts';
import { locateAudio } from '../audio/locate-audio.ts';
import { durationOf } from '../decode/pcm.ts';
import { audioOf, videoOf } from '../probe/ffprobe.ts';
import { longestPacketInterval } from '../probe/packet-interval.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { compareFrames } from '../video/compare-frames.ts';
import { locateRecording } from './locate-recording.ts';
import { joinRecordings, readRecording } from './recorded-media.ts';

const options = { signal: new AbortController().signal, withinMs: 20_000 };

/** Records two parts of a stream of 6 s with a key frame per second, and joins the recordings. */
async function joined(
  [fromS, toS]: readonly [number, number],
  [againS, endS]: readonly [number, number],
  audioLateS = 0,
) {
  await using folder = await createTempFolder();
  const [whole, before, after] = [folder.file('whole.mp4'), folder.file('a.mp4'), folder.file('b.mp4')];
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=6'];
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=d=6:r=48000:seed=4'];
  await ffmpeg([...source, ...noise, '-c:v', 'libx264', '-bf', '0', '-g', '25', '-c:a', 'aac', whole]);
  const record = async (startS: number, stopS: number, file: string, lateS: number): Promise<void> => {
    const piece = ['-ss', `${startS}`, '-to', `${stopS}`, '-i', whole];
    const audio = ['-af', `adelay=${1000 * lateS}`, '-c:a', 'pcm_s16be'];
    const video = ['-c:v', 'copy', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mov'];
    // Separate inputs: copied video and decoded audio of one input are cut at different positions.
    await ffmpeg([...piece, ...piece, '-map', '0:v', '-map', '1:a', ...audio, ...video, file]);
  };
  await record(fromS, toS, before, 0);
  await record(againS, endS, after, audioLateS);
  const [reference, earlier, later] = await Promise.all(
    [whole, before, after].map((file) => readRecording(file, options)),
  );
  if (reference === undefined || earlier === undefined || later === undefined) throw new Error('three files');
  const placement = locateRecording(reference.decoded.frames, earlier.decoded.frames, later.decoded.frames);
  const startS = placement?.startS ?? Number.NaN;
  const { probe, decoded } = joinRecordings(earlier, later, startS);
  return {
    placement,
    frames: compareFrames(reference.decoded.frames, decoded.frames),
    audioOffset: measureAudioOffset(earlier.decoded.audio, later.decoded.audio, startS),
    durationsS: [probe.format.durationS, durationOf(decoded.audio)],
    whole: locateAudio(reference.decoded.audio, decoded.audio, 0),
    intervalS: [videoOf(probe), audioOf(probe)].map(
      (stream) => longestPacketInterval(stream?.packetTimesS ?? [])?.durationS,
    ),
  };
}

test('keeps media of both recordings once, with each frame and sample at its time', async () => {
  const found = await joined([0, 3.6], [3, 6]);
  expect(found.placement).toEqual({ startS: expect.closeTo(3, 3), repeatedFrames: 15, missingFrames: 0 });
  expect(found.frames).toMatchObject({
    identical: 150,
    missingInside: 0,
    inserted: 0,
    repeated: 0,
    changed: 0,
  });
  expect(found.audioOffset).toMatchObject({ measured: true, offsetS: expect.closeTo(0, 3) });
  expect(found.durationsS).toEqual([expect.closeTo(6, 1), expect.closeTo(6, 1)]);
  expect(found.whole).toMatchObject({ found: true, startS: expect.closeTo(0, 3) });
  // Packets are as close together as before.
  for (const intervalS of found.intervalS) expect(intervalS).toBeLessThan(0.045);
});

test('measures audio that is later in the second recording', async () => {
  const found = await joined([0, 4], [3, 6], 0.03);
  expect(found.placement?.startS).toBeCloseTo(3, 3);
  expect(found.audioOffset).toMatchObject({ measured: true, offsetS: expect.closeTo(0.03, 3) });
});

test('leaves a gap for media of neither recording', async () => {
  const found = await joined([0, 2], [3, 6]);
  expect(found.placement).toEqual({ startS: expect.closeTo(3, 3), repeatedFrames: 0, missingFrames: 25 });
  expect(found.frames).toMatchObject({ identical: 125, missingInside: 25 });
  expect(found.audioOffset).toMatchObject({ measured: false });
  expect(found.durationsS).toEqual([expect.closeTo(6, 1), expect.closeTo(5, 1)]);
  for (const intervalS of found.intervalS) expect(intervalS).toBeGreaterThan(1);
});
